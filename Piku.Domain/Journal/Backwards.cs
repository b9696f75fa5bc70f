using Piku.Domain.Apps;

namespace Piku.Domain.Journal;

/// <summary>Events from the newest one on down, read page by page and only as far as somebody looks.</summary>
public static class Backwards
{
    /// <summary>Most questions end within this many; those that do not take larger pages from there.</summary>
    private const int First = 120;

    /// <summary>How many events are read at once, so that hardly any memory is needed for them.</summary>
    private const int Page = 800;

    /// <remarks>Each page is of its own moment; what is recorded meanwhile is newer than all of them, and not seen.</remarks>
    public static IEnumerable<Recorded> Of(IJournal journal, AppName? app)
    {
        var (limit, before) = (First, (long?)null);
        while (true)
        {
            var page = journal.Newest(app, limit, before);
            foreach (var recorded in page) yield return recorded;
            if (page.Count < limit) yield break;
            (limit, before) = (Page, page[^1].Seq);
        }
    }
}
