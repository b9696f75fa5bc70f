using System.Collections.Immutable;
using System.Text.Json;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A <c>package.json</c>, as far as it matters to a build.</summary>
internal sealed record NodePackage(JsonElement Root)
{
    public const string File = "package.json";

    /// <summary>What decides which packages are installed; all the rest of the file may change and the packages stay.</summary>
    private static readonly ImmutableArray<string> Deciding =
    [
        "dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "peerDependenciesMeta", "dependenciesMeta", "bundleDependencies", "bundledDependencies",
        "overrides", "resolutions", "pnpm", "allowScripts",
    ];

    /// <summary>Scripts that package managers run upon an installation, beside the files of the app.</summary>
    private static readonly ImmutableArray<string> UponInstallation = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];

    /// <summary>How versions begin that are files beside the app's, by whatever manager.</summary>
    private static readonly ImmutableArray<string> OfFiles = ["file:", "link:", "portal:", "workspace:", "patch:", ".", "/", "~/"];

    /// <summary>Null when the text is not an object of JSON.</summary>
    public static NodePackage? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text.TrimStart('\uFEFF')) is { ValueKind: JsonValueKind.Object } root ? new NodePackage(root) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The range of versions of Node that it asks for.</summary>
    public string? Engine => Text("engines", "node");

    /// <summary>Such as "pnpm@9.1.0", without the digest that may follow.</summary>
    public string? PackageManager => Text("packageManager")?.Split('+')[0];

    public bool HasDependencies => Has("dependencies") || Has("optionalDependencies") || Has("peerDependencies");

    public bool HasDevDependencies => Has("devDependencies");

    public string Dependencies => string.Join('\n', Deciding.Select(name => Root.TryGetProperty(name, out var value) ? $"{name}={value.GetRawText()}" : ""));

    public string? Script(string name) => Text("scripts", name);

    /// <summary>Why its packages can only be installed among the files of the app; null when they can be apart from them.</summary>
    public string? WhyNotApart =>
        Root.TryGetProperty("workspaces", out _) ? "it has workspaces"
        : UponInstallation.FirstOrDefault(name => Script(name) is not null) is { } script ? $"it has a script '{script}'"
        : Deciding.Where(name => Root.TryGetProperty(name, out var value) && NamesFiles(value)).Select(name => $"its {name} name files").FirstOrDefault();

    private static bool NamesFiles(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(one => NamesFiles(one.Value)),
        JsonValueKind.String => value.GetString()!.EndsWith(".patch", StringComparison.Ordinal) || OfFiles.Any(start => value.GetString()!.StartsWith(start, StringComparison.Ordinal)),
        _ => false,
    };

    private bool Has(string name) => Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any();

    private string? Text(params ReadOnlySpan<string> path)
    {
        var at = Root;
        foreach (var name in path)
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
        return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
    }
}
