using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Piku.Domain.Apps;
using Piku.Domain.Settings;
using Piku.Reconciler.Desired;
using Piku.Ssh.Output;
using Piku.Ssh.Questions;

namespace Piku.Ssh.Verbs;

/// <summary>Verbs about an app's settings.</summary>
internal static class ConfigVerbs
{
    public static void Config(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            return Show(session, app.Config, parsed.GetValue(json) ? line => line.Text("app", app.Name.Value) : null, "settings");
        });
    }

    public static void Get(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var key = AppVerbs.Argument(command, "KEY");
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            session.DemandReveal();
            var app = session.App(parsed.GetRequiredValue(name));
            if (!app.Config.TryGetValue(parsed.GetRequiredValue(key), out var value))
                throw new RefusedException($"'{parsed.GetRequiredValue(key)}' is not set for '{app.Name}'; set it: config:set {app.Name} KEY=VALUE.");
            if (value == SettingValues.Unreadable) throw new RefusedException($"the value of '{parsed.GetRequiredValue(key)}' cannot be read, because the key of '{app.Name}' in state/keys is gone; set it again: config:set {app.Name} KEY=VALUE.");
            session.Screen.Exact(parsed.GetValue(json) ? JsonLine.Of(line => Write(line, app.Name, parsed.GetRequiredValue(key), value)) : value);
            return 0;
        });
    }

    public static void Set(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var settings = AppVerbs.Arguments(command, "KEY=VALUE");
        command.SetAction(parsed =>
        {
            var app = Session.Name(parsed.GetRequiredValue(name));
            var values = parsed.GetRequiredValue(settings).Select(Pair).Aggregate(
                ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), (all, one) => all.SetItem(one.Key, one.Value));
            var done = session.Record(app, now => now.Exists ? new AppCommand.SetConfig(values) : throw session.NotFound(app), $"config:set {app} {string.Join(' ', values.Keys)}");
            foreach (var (key, near) in values.Keys.Where(key => SettingTable.All.All(setting => setting.Name != key)).Select(key => (key, Nearest.Of(key, SettingTable.All.Select(setting => setting.Name)))).Where(one => one.Item2 is not null))
                session.Screen.Warning($"'{key}' is none of piku's settings, so it is only given to the app; did you mean '{near}'?");
            foreach (var (key, value) in values) session.Screen.Line($"Setting {key}={Shown(value)} for '{app}'");
            return new Following(session, app).Follow(done);
        });
    }

    public static void Unset(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var keys = AppVerbs.Arguments(command, "KEY");
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            var unset = parsed.GetRequiredValue(keys).ToImmutableArray();
            var done = session.Record(app.Name, _ => new AppCommand.UnsetConfig(unset), $"config:unset {app.Name} {string.Join(' ', unset)}");
            foreach (var key in unset.Where(app.Config.ContainsKey)) session.Screen.Line($"Unsetting {key} for '{app.Name}'");
            return new Following(session, app.Name).Follow(done);
        });
    }

    public static void Live(Command command, Session session)
    {
        var name = AppVerbs.Argument(command, "APP");
        var json = JsonLine.Asked(command);
        command.SetAction(parsed =>
        {
            var app = session.App(parsed.GetRequiredValue(name));
            if (app.Live is not { } live) throw new RefusedException($"app '{app.Name}' has no live release; push one: git push piku main.");
            var release = app.Release(live.Release);
            return Show(session, ProcessEnvironment.Of(session.Root, app, release, "run"), parsed.GetValue(json) ? line => WriteLive(line, app.Name, release.Number) : null, "environment");
        });
    }

    private static void Write(Utf8JsonWriter json, AppName app, string key, string value)
    {
        json.Text("app", app.Value);
        json.Text("key", key);
        json.Text("value", value);
    }

    private static void WriteLive(Utf8JsonWriter json, AppName app, int release)
    {
        json.Text("app", app.Value);
        json.Number("release", release);
    }

    /// <param name="head">In JSON, what comes before the values; null where people read.</param>
    /// <param name="title">In JSON, what the values are; one that cannot be read is null.</param>
    private static int Show(Session session, ImmutableSortedDictionary<string, string> values, Action<Utf8JsonWriter>? head, string title)
    {
        session.DemandReveal();
        if (head is not null)
        {
            session.Screen.Line(JsonLine.Of(line =>
            {
                head(line);
                line.Object(title, _ =>
                {
                    foreach (var (key, value) in values) line.Text(key, value == SettingValues.Unreadable ? null : value);
                });
            }));
            return 0;
        }

        foreach (var (key, value) in values)
        {
            if (value == SettingValues.Unreadable) session.Screen.Warning($"the value of {key} cannot be read, because its key in state/keys is gone; set it again.");
            else session.Screen.Exact($"{key}={value}");
        }

        return 0;
    }

    private static (string Key, string Value) Pair(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is var at and >= 0
            ? (text[..at], text[(at + 1)..])
            : throw new RefusedException($"'{Shown(text)}' is not KEY=VALUE; quote a value with spaces, and once more for ssh: \"KEY='two words'\".");

    private static string Shown(string value) =>
        string.Concat(value.Take(60).Select(c => char.IsControl(c) ? '?' : c)) + (value.Length > 60 ? "…" : "");
}
