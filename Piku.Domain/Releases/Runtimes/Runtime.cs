using System.Collections.Immutable;
using Piku.Domain.Settings;

namespace Piku.Domain.Releases.Runtimes;

/// <summary>
/// How apps of one kind are recognised, built and started: the file beside this one says all of it. Adding a runtime is adding such a
/// file and its line to <see cref="All"/>, whose order decides.
/// </summary>
/// <param name="Name">Stored with each slug; never change it. What is before the first '-' is its family: what it is called in <c>PIKU_RUNTIMES</c>.</param>
/// <param name="Title">For the log: "-----> {Title} app detected."</param>
public abstract record Runtime(string Name, string Title)
{
    /// <summary>The first that detects an app builds it.</summary>
    public static ImmutableArray<Runtime> All { get; } =
    [
        new Pip(),
        new Poetry(),
        new Uv(),
        new Pipenv(),
        new Ruby(),
        new RubyUnlocked(),
        new Node(),
        new Maven(),
        new Gradle(),
        new Godeps(),
        new Go(),
        new Clojure(),
        new Leiningen(),
        new Php(),
        new Rust(),
        new DotNet(),
        new BarePython(),
        new StaticFiles(),
        new Generic(),
    ];

    /// <summary>What each family is called.</summary>
    public static IEnumerable<string> Families => All.Select(runtime => runtime.Family).Distinct();

    public string Family => Name.Split('-')[0];

    /// <summary>The files whose text matters to it; what decides how it is built, and with what, is in these alone.</summary>
    public virtual ImmutableArray<string> Reads => [];

    /// <summary>Further such files, in any folder, where those of the top folder tell which they are.</summary>
    public virtual IEnumerable<string> ReadsBesides(Sources sources) => [];

    /// <summary>What shows that an app is of this kind: the name of a file in its top folder, or a kind of its Procfile. Null when it is not.</summary>
    public abstract string? DetectedBy(Sources sources, Procfile procfile);

    /// <summary>Whether the Procfile cannot do without it, whatever else builds the app.</summary>
    public virtual bool IsNeededBy(Procfile procfile) => false;

    /// <summary>A Procfile for an app that has none; null when it is not clear what such an app would run.</summary>
    public virtual string? UsualProcfile(Sources sources) => null;

    /// <summary>How a release is built.</summary>
    public virtual Recipe Recipe(BuildQuestion question) => Runtimes.Recipe.Nothing;

    /// <summary>Folders with programs that processes, and commands of the build after the first ones, find before those of the box.</summary>
    public virtual ImmutableArray<string> Paths(ReleaseFolders folders) => [];

    /// <summary>What processes are given so that they find their dependencies.</summary>
    public virtual ImmutableDictionary<string, string> Variables(ReleaseFolders folders) => ImmutableDictionary<string, string>.Empty;

    /// <summary>What a <c>web</c> process is given, besides <c>PORT</c> and <c>BIND_ADDRESS</c>, so that it listens there; the app's config goes before it.</summary>
    public virtual ImmutableDictionary<string, string> Listening(string address, int port) => ImmutableDictionary<string, string>.Empty;

    /// <summary>uWSGI's options for a process that it runs itself; null when this runtime has nothing to do with such a kind.</summary>
    /// <param name="command">What the Procfile says of the kind; it has the form that <see cref="UwsgiKind"/> demands.</param>
    public virtual ImmutableArray<UwsgiOption>? Start(string kind, string command, ReleaseFolders folders, EffectiveSettings settings) => null;
}

/// <summary>A line of a vassal's file.</summary>
/// <param name="Value">Nothing that uWSGI expands: no <c>%</c>, <c>$(</c>, <c>@(</c> or newline.</param>
public readonly record struct UwsgiOption(string Name, string Value);
