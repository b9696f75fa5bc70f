using System.Collections.Immutable;
using LibGit2Sharp;

namespace Piku.Ssh.Git;

/// <summary>What lies between two commits of an app's repository.</summary>
/// <param name="New">What the second one has and the first one has not, newest first: "a1b2c3d Say hello". At most <see cref="Most"/>.</param>
/// <param name="Gone">What the first one has and the second one has not.</param>
/// <param name="Files">Paths that differ, each behind a letter: A added, M modified, D deleted, R renamed, T of another type.</param>
public sealed record CommitRange(ImmutableArray<string> New, ImmutableArray<string> Gone, ImmutableArray<string> Files)
{
    public const int Most = 100;

    /// <returns>Null when the repository lacks one of them.</returns>
    public static CommitRange? Between(string path, string from, string to)
    {
        NoUserConfig.Apply();
        if (!Repository.IsValid(path)) return null;
        using var repository = new Repository(path);
        return repository.Lookup<Commit>(from) is { } first && repository.Lookup<Commit>(to) is { } second
            ? new CommitRange(Lines(repository, second, first), Lines(repository, first, second), FilesOf(repository, first, second))
            : null;
    }

    private static ImmutableArray<string> Lines(Repository repository, Commit has, Commit hasNot) =>
        [.. repository.Commits.QueryBy(new CommitFilter { IncludeReachableFrom = has, ExcludeReachableFrom = hasNot, SortBy = CommitSortStrategies.Topological }).Take(Most).Select(commit => $"{commit.Sha[..7]} {commit.MessageShort}".TrimEnd())];

    private static ImmutableArray<string> FilesOf(Repository repository, Commit first, Commit second)
    {
        using var changes = repository.Diff.Compare<TreeChanges>(first.Tree, second.Tree);
        return [.. changes.Select(change => $"{Letter(change.Status)} {(change.Status == ChangeKind.Renamed ? $"{change.OldPath} → {change.Path}" : change.Path)}")];
    }

    private static char Letter(ChangeKind kind) => kind switch
    {
        ChangeKind.Added or ChangeKind.Copied => 'A',
        ChangeKind.Deleted => 'D',
        ChangeKind.Renamed => 'R',
        ChangeKind.TypeChanged => 'T',
        _ => 'M',
    };
}
