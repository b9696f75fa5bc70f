using System.Collections.Immutable;
using System.Globalization;
using Piku.Domain.Apps;
using Piku.Ssh.Verbs;

namespace Piku.Ssh.Completion;

/// <summary>What a box has that words can be completed with.</summary>
/// <param name="Current">The app that is meant where none is named; null where none is.</param>
/// <param name="Of">What is known of an app; looked up when it is asked for.</param>
/// <param name="Own">What can be said besides verbs, each with its usage; such as <c>use</c> at the prompt.</param>
public sealed record Known(ImmutableArray<string> Apps, string? Current, Func<string, KnownApp> Of, ImmutableSortedDictionary<string, string> Own)
{
    public static Known To(Session session, string? current, ImmutableSortedDictionary<string, string> own) => new(
        [.. session.Journal.ReadAll().Where(app => app.Exists && session.Sees(app.Name)).Select(app => app.Name.Value)], current, name => KnownApp.From(session.Journal.Read(AppName.Parse(name))), own);
}

/// <param name="Keys">Of its settings; their values are nobody's here.</param>
/// <param name="Kinds">Of its processes.</param>
/// <param name="Releases">Such as <c>v3</c>, newest first.</param>
public sealed record KnownApp(ImmutableArray<string> Keys, ImmutableArray<string> Kinds, ImmutableArray<string> Releases)
{
    public static KnownApp From(App app) => new(
        [.. app.Config.Keys],
        app.Live is { } live ? [.. app.Slug(app.Release(live.Release)).Processes.Keys.Order(StringComparer.Ordinal)] : [.. app.Scale.Keys],
        [.. app.Releases.Select(release => release.Number).OrderDescending().Select(number => string.Create(CultureInfo.InvariantCulture, $"v{number}"))]);
}
