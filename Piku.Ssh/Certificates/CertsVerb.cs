using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Domain.Certificates;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Observed;
using Piku.Reconciler.Planning;
using Piku.Ssh.Output;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Certificates;

/// <summary>The certificates of one app or of all, and what stands in their way.</summary>
internal static class CertsVerb
{
    private static readonly ImmutableArray<string> Columns = ["APP", "STATE", "EXPIRES", "NEXT RENEWAL", "ISSUER", "NAMES"];

    public static void Certs(Command command, Session session)
    {
        var name = new Argument<string?>("APP") { Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(name);
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var asked = parsed.GetValue(name);
            var apps = asked is null ? session.Journal.ReadAll().Where(app => app.Exists && session.Sees(app.Name)) : [session.App(asked)];
            var rows = apps.Select(app => RowOf(session, app)).OfType<CertificateRow>().ToImmutableArray();
            if (asked is not null && rows.IsEmpty) throw new RefusedException($"app '{asked}' has no site, so it needs no certificate; give it a name: config:set {asked} NGINX_SERVER_NAME=….");
            if (parsed.GetValue(json)) session.Screen.Line(Json(rows));
            else if (rows.IsEmpty) session.Screen.Line("No app has a site yet, so there are no certificates.");
            else foreach (var line in Lines(rows, session.Screen.Columns)) session.Screen.Line(line);
            return 0;
        });
    }

    private static CertificateRow? RowOf(Session session, App app) =>
        CertificateRow.Of(session.Root, Projection.Of(session.Root, app), new HostObserver(session.Root, session.Host).Look(app.Name), session.Clock.GetUtcNow());

    /// <summary>A table, and under a row what troubles it.</summary>
    private static IEnumerable<string> Lines(ImmutableArray<CertificateRow> rows, int? room)
    {
        foreach (var (i, line) in Table.Lines([Columns, .. rows.Select(Cells)], room).Index())
        {
            yield return line;
            if (i > 0 && rows[i - 1].Trouble is { } trouble) yield return $"    {Table.Plain(trouble)}";
        }
    }

    private static ImmutableArray<string> Cells(CertificateRow row) =>
        [row.App.Value, Word(row.State), Day(row.Expires) ?? "-", Day(row.Renewal) ?? "-", row.Issuer, string.Join(' ', row.Names)];

    private static string? Day(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Word(CertificateState state) => state switch
    {
        CertificateState.Wanted => "wanted",
        CertificateState.SelfSigned => "self-signed",
        CertificateState.Ordering => "ordering",
        CertificateState.Issued => "issued",
        CertificateState.Due => "due",
        CertificateState.Renewing => "renewing",
        CertificateState.Refused => "refused",
        CertificateState.Given => "added",
    };

    private static string Json(ImmutableArray<CertificateRow> rows) => JsonLine.Of(json => json.List("certificates", rows, row =>
    {
        json.Text("app", row.App.Value);
        json.Text("state", Word(row.State));
        json.Texts("names", row.Names);
        json.Text("issuer", row.Issuer);
        json.Time("expires", row.Expires);
        json.Time("nextRenewal", row.Renewal);
        json.Text("trouble", row.Trouble);
    }));
}
