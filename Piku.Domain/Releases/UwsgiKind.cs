using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Piku.Domain.Releases;

/// <summary>A kind of process that uWSGI runs itself, with a plugin; visitors come to it in uWSGI's own protocol.</summary>
/// <param name="Pattern">What its line of the Procfile has to look like; it is written into uWSGI's configuration, so that nothing which uWSGI expands may pass.</param>
/// <param name="Looks">Completes "should …".</param>
public sealed partial record UwsgiKind(string Name, Func<string, bool> Pattern, string Looks)
{
    /// <summary>The first of them that a Procfile has goes before the others.</summary>
    public static ImmutableArray<UwsgiKind> All { get; } =
    [
        new("wsgi", Module().IsMatch, "name a module and a callable, as in 'wsgi: app:application'"),
        new("jwsgi", JavaClass().IsMatch, "name a class, as in 'jwsgi: org.example.Hello'"),
        new("rwsgi", IsPath, "name the file for rackup, made of letters, digits and . _ - /, as in 'rwsgi: config.ru'"),
        new("php", IsPath, "name a folder inside the app, made of letters, digits and . _ - /, as in 'php: public'"),
    ];

    public static UwsgiKind? Named(string kind) => All.FirstOrDefault(one => one.Name == kind);

    /// <summary>Whether it is a path inside the app that needs no quoting anywhere.</summary>
    public static bool IsPath(string path) => Path().IsMatch(path) && path[0] != '/' && !path.Split('/').Contains("..");

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.]*(:[A-Za-z_][A-Za-z0-9_.]*(\(\))?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Module();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){0,50}\z", RegexOptions.CultureInvariant)]
    private static partial Regex JavaClass();

    [GeneratedRegex(@"\A[A-Za-z0-9._/-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Path();
}
