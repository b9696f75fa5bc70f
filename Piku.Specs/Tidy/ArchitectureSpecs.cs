using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Xunit;
using Architecture = ArchUnitNET.Domain.Architecture;
using Assembly = System.Reflection.Assembly;

namespace Piku.Specs.Tidy;

/// <summary>Who may name whom. A rule about a namespace that is not written yet holds, and bites once it is.</summary>
public sealed class ArchitectureSpecs
{
    private static readonly string[] World = ["System.IO", "System.Net", "System.Diagnostics.Process", "System.Reactive", "LiteDB", "LibGit2Sharp"];

    private static readonly Architecture Product = Load("Piku.Domain", "pikud", "piku");

    [Fact]
    public void The_domain_names_nothing_but_itself_System_and_Stateless() =>
        Assert.Empty(Uses(Product, "Piku.Domain", target => !IsOf(target, "Piku.Domain", "System", "Stateless", "Microsoft.CodeAnalysis")));

    [Fact]
    public void The_domain_does_not_touch_the_world() => Assert.Empty(Uses(Product, "Piku.Domain", target => IsOf(target, World)));

    [Fact]
    public void Only_lifecycles_name_Stateless() =>
        Assert.DoesNotContain(Uses(Product, "Piku", target => IsOf(target, "Stateless")), use => !use.Contains("Lifecycle", StringComparison.Ordinal));

    [Theory]
    [InlineData("Piku.Reconciler.Journal", "LiteDB")]
    [InlineData("Piku.Reconciler.Loop", "System.Reactive")]
    [InlineData("Piku.Ssh.Git", "LibGit2Sharp")]
    public void Only_one_folder_names_a_library(string folder, string library) =>
        Assert.DoesNotContain(Uses(Product, "Piku", target => IsOf(target, library)), use => !use.StartsWith(folder + ".", StringComparison.Ordinal));

    [Theory]
    [InlineData("Piku.Reconciler.Desired")]
    [InlineData("Piku.Reconciler.Planning")]
    public void What_should_be_and_how_to_get_there_are_computed_and_touch_nothing(string folder) =>
        Assert.Empty(Uses(Product, folder, target => IsOf(target, World)));

    [Fact]
    public void Only_planning_and_the_loop_that_calls_it_see_what_should_be_and_what_is()
    {
        var desired = Users("Piku.Reconciler.Desired");
        var observed = Users("Piku.Reconciler.Observed");
        Assert.DoesNotContain(desired.Intersect(observed), user => !IsOf(user, "Piku.Reconciler.Planning", "Piku.Reconciler.Loop"));
    }

    [Fact]
    public void The_domain_knows_no_other_project_and_the_reconciler_not_the_verbs() =>
        Assert.Empty(Uses(Product, "Piku.Domain", target => IsOf(target, "Piku.Reconciler", "Piku.Ssh"))
            .Concat(Uses(Product, "Piku.Reconciler", target => IsOf(target, "Piku.Ssh"))));

    [Fact]
    public void The_rules_see_what_a_lambda_an_iterator_and_an_awaiting_method_name()
    {
        var seen = Uses(Load("Piku.Specs"), "Piku.Specs.Tidy.Offenders", target => IsOf(target, "System.IO"));
        foreach (var offender in new[] { "Lambda", "Iterator", "Awaiting" })
            Assert.Contains(seen, use => use.Contains(offender, StringComparison.Ordinal));
    }

    private static Architecture Load(params string[] assemblies) =>
        new ArchLoader().LoadAssemblies([.. assemblies.Select(Assembly.Load)]).Build();

    /// <summary>Each use as "the type that uses → the type that is used".</summary>
    private static IReadOnlyList<string> Uses(Architecture architecture, string user, Func<string, bool> isUsed) =>
        [.. from type in architecture.Types
            where IsOf(type.FullName, user)
            from target in type.Dependencies.Select(d => d.Target).Where(t => t is not GenericParameter).Select(t => t.FullName).Distinct()
            where target.Contains('.', StringComparison.Ordinal) && !target.Contains("<PrivateImplementationDetails>", StringComparison.Ordinal) && isUsed(target)
            select $"{type.FullName} → {target}"];

    private static HashSet<string> Users(string used) =>
        [.. Uses(Product, "Piku.Reconciler", target => IsOf(target, used)).Select(use => use.Split(" → ")[0]).Where(user => !IsOf(user, used))];

    private static bool IsOf(string type, params string[] prefixes) =>
        prefixes.Any(p => type == p || type.StartsWith(p + ".", StringComparison.Ordinal) || (p.EndsWith("Process", StringComparison.Ordinal) && type.StartsWith(p, StringComparison.Ordinal)));
}
