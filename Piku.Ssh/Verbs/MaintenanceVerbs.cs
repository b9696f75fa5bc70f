using System.CommandLine;
using Piku.Domain.Apps;
using Piku.Ssh.Git;

namespace Piku.Ssh.Verbs;

/// <summary>A page in the place of an app, which goes on running behind it.</summary>
internal static class MaintenanceVerbs
{
    public static void On(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var page = new Option<string?>("--page");
        command.Options.Add(page);
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var text = parsed.GetValue(page) is { } file ? Read(session, app, file) : "";
            return Change(session, app, new AppCommand.BeginMaintenance(text), "maintenance:on", "Visitors get a page instead of");
        });
    }

    public static void Off(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        command.SetAction(parsed => Change(session, session.App(parsed.GetRequiredValue(name)), new AppCommand.EndMaintenance(), "maintenance:off", "Visitors are sent to"));
    }

    private static int Change(Session session, App app, AppCommand change, string verb, string title)
    {
        var done = session.Record(app.Name, _ => change, $"{verb} {app.Name}");
        session.Screen.Step($"{title} '{app.Name}'");
        return new Following(session, app.Name).Follow(done);
    }

    /// <summary>From the commit that was pushed, so that whoever may only push reads nothing else of the box.</summary>
    private static string Read(Session session, App app, string file)
    {
        if (file == "-") return BoundedText.Read(Console.In, App.MostPage, "make the page smaller, and let it load pictures from elsewhere") is { Length: > 0 } page ? page : throw new RefusedException("the input is empty; give the page there, or the path of a file in the app's repository.");
        if (app.CurrentSlug is not { } slug) throw new RefusedException($"app '{app.Name}' has no release to take '{file}' from; give the page on the input: --page -.");
        using var pushed = new PushedCommit(session.Root.Repository(app.Name), slug.Commit);
        return pushed.Text(file) is { Length: > 0 } text ? text : throw new RefusedException($"the release of '{app.Name}' has no file '{file}' with text in it; give a path in its repository, or - to read the page from the input.");
    }
}
