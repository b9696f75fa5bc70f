using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Piku.Reconciler.Journal;

/// <summary>How payloads of former versions become those of today: a table with one rule a version that was left behind.</summary>
public static class Upcasting
{
    /// <summary>Each rule makes version <c>From + 1</c> of version <c>From</c>.</summary>
    private static readonly ImmutableArray<(string Type, int From, Action<JsonNode> Change)> Rules =
    [
        // Version 2 says of each value how it is kept, for from then on they are sealed.
        ("app.config-changed", 1, payload => Mark(payload["set"])),
        ("app.slug-received", 1, payload => Mark(payload["slug"]?["env"])),

        // Version 2 may say which release it brings back; before, none did.
        ("app.release-created", 1, _ => { }),

        // Version 3 may say how many releases are kept; before, the usual number was.
        ("app.release-created", 2, _ => { }),

        // Version 2 may say what was installed before; before, nobody knew.
        ("app.rollout-failed", 1, _ => { }),

        // Version 2 may say what the difference was; before, nobody noted it.
        ("app.repaired", 1, _ => { }),

        // Version 2 may say in which folder its files were built; before, none were.
        ("app.release-built", 1, _ => { }),
    ];

    /// <summary>Every name and version that is read only.</summary>
    public static IEnumerable<(string Type, int Version)> Former => Rules.Select(rule => (rule.Type, rule.From));

    /// <summary>The payload in the form of <paramref name="version"/>; null when no rule leads there.</summary>
    public static string? To(int version, StoredEvent stored)
    {
        if (stored.Version == version) return stored.Payload;
        var payload = JsonNode.Parse(stored.Payload) ?? throw new System.Text.Json.JsonException("it is null");
        for (var from = stored.Version; from != version; from++)
        {
            if (Rules.FirstOrDefault(rule => rule.Type == stored.Type && rule.From == from) is not { Change: { } change }) return null;
            change(payload);
        }

        return payload.ToJsonString(ReadableJson.Types.Options);
    }

    private static void Mark(JsonNode? values)
    {
        if (values is not JsonObject map) throw new System.Text.Json.JsonException("an object was expected");
        foreach (var (name, value) in map.ToList()) map[name] = Seal.Plain(value?.GetValue<string>() ?? throw new System.Text.Json.JsonException("a text was expected"));
    }
}
