using System.CommandLine;
using Piku.Domain.Settings;
using Piku.Ssh.Output;

namespace Piku.Ssh.Verbs;

/// <summary>Where a browser finds an app's site.</summary>
internal static class UrlVerb
{
    public static void Url(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            if (app.Live is not { } live) throw new RefusedException($"app '{app.Name}' has no live release, so nothing is to be seen yet; push one: git push piku main.");
            var urls = SiteUrls.Of(EffectiveSettings.Of(app, app.Release(live.Release)), app.Certificate?.Pair is not null, session.Root.HttpListen, session.Root.TlsListen);
            if (urls.IsEmpty) throw new RefusedException($"app '{app.Name}' has no site that has a name; give it one: config:set {app.Name} NGINX_SERVER_NAME=….");
            if (parsed.GetValue(json)) session.Screen.Line(JsonLine.Of(line =>
            {
                line.Text("app", app.Name.Value);
                line.Texts("urls", urls);
            }));
            else foreach (var url in urls) session.Screen.Line(url);
            return 0;
        });
    }
}
