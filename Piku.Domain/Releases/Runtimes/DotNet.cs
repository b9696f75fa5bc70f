using System.Collections.Immutable;
using System.Globalization;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>A solution or a project of .NET's: the one that is meant to run, published into <c>out</c>.</summary>
public sealed record DotNet() : Runtime("dotnet", ".NET")
{
    private const string Out = "out";

    public override string? DetectedBy(Sources sources, Procfile procfile) => sources switch
    {
        _ when DotNetProjects.Solutions(sources).FirstOrDefault() is { } solution => solution,
        _ when DotNetProjects.InTopFolder(sources).FirstOrDefault() is { } project => project,
        _ => sources.FirstOf("global.json"),
    };

    public override IEnumerable<string> ReadsBesides(Sources sources) =>
        [.. DotNetProjects.Solutions(sources), .. DotNetProjects.Of(sources), .. DotNetProjects.Of(sources).Select(DotNetProjects.LockOf)];

    public override Recipe Recipe(BuildQuestion question)
    {
        var (project, refusal) = DotNetProjects.ToPublish(question.Sources, question.Settings.Text("PIKU_DOTNET_PROJECT"));
        return project is null ? new Recipe { Refusal = refusal } : new Recipe
        {
            Tools = [new Tool("dotnet", "dotnet-sdk-10.0") { Elsewhere = "Debian does not have it; install the SDK as https://learn.microsoft.com/dotnet/core/install/linux-debian says" }],
            Compile = folders => [Publish(folders, project, isLocked: question.Sources.Text(DotNetProjects.LockOf(project)) is not null)],
            Variables = Caches,
        };
    }

    public override ImmutableArray<string> Paths(ReleaseFolders folders) => [$"{folders.Code}/{Out}"];

    /// <summary>Where an app finds its <c>appsettings.json</c> and <c>wwwroot</c>, as they were published.</summary>
    public override ImmutableDictionary<string, string> Variables(ReleaseFolders folders) =>
        ImmutableDictionary<string, string>.Empty.Add("DOTNET_CONTENTROOT", $"{folders.Code}/{Out}");

    public override ImmutableDictionary<string, string> Listening(string address, int port) =>
        ImmutableDictionary<string, string>.Empty.Add("ASPNETCORE_URLS", string.Create(CultureInfo.InvariantCulture, $"http://{address}:{port}"));

    /// <remarks>No server of the compiler's outlives the build.</remarks>
    private static BuildCommand Publish(BuildFolders folders, string project, bool isLocked) => new("Running dotnet publish", "dotnet", [
        "publish", project, "-c", "Release", "-o", $"{folders.Tree}/{Out}", "--nologo", "--disable-build-servers", .. isLocked ? (string[])["-p:RestoreLockedMode=true"] : []]);

    private static ImmutableDictionary<string, string> Caches(BuildFolders folders) => ImmutableDictionary<string, string>.Empty
        .Add("NUGET_PACKAGES", $"{folders.Cache}/nuget/packages")
        .Add("NUGET_HTTP_CACHE_PATH", $"{folders.Cache}/nuget/http")
        .Add("NUGET_SCRATCH", $"{folders.Cache}/nuget/scratch")
        .Add("DOTNET_CLI_HOME", $"{folders.Cache}/dotnet")
        .Add("XDG_DATA_HOME", $"{folders.Cache}/dotnet/data")
        .Add("DOTNET_NOLOGO", "true")
        .Add("DOTNET_CLI_TELEMETRY_OPTOUT", "true")
        .Add("DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE", "true")
        .Add("DOTNET_GENERATE_ASPNET_CERTIFICATE", "false")
        .Add("MSBUILDDISABLENODEREUSE", "1");
}
