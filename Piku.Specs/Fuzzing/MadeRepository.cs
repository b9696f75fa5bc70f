using System.Text;
using LibGit2Sharp;

namespace Piku.Specs.Fuzzing;

/// <summary>A repository whose objects are put together byte by byte, as no git would write them.</summary>
/// <param name="path">Of a repository that is there.</param>
internal sealed class MadeRepository(string path) : IDisposable
{
    private readonly Repository _repository = new(path);

    public string Path => path;

    public static MadeRepository In(string folder) => new(Repository.Init(folder, isBare: true));

    public string Blob(string text) => Object("blob", Encoding.UTF8.GetBytes(text));

    public string Tree(params (string Mode, string Name, string Id)[] entries) => RawTree([.. entries.Select(entry => (entry.Mode, Encoding.UTF8.GetBytes(entry.Name), entry.Id))]);

    /// <summary>In the order that is given, whatever the names are.</summary>
    public string RawTree((string Mode, byte[] Name, string Id)[] entries) =>
        Object("tree", [.. entries.SelectMany(entry => (byte[])[.. Encoding.ASCII.GetBytes($"{entry.Mode} "), .. entry.Name, 0, .. Convert.FromHexString(entry.Id)])]);

    public string Commit(string tree, string message = "First") =>
        Object("commit", Encoding.UTF8.GetBytes($"tree {tree}\nauthor a <a@a> 1700000000 +0000\ncommitter a <a@a> 1700000000 +0000\n\n{message}"));

    /// <summary>Nothing is looked at: what git itself would refuse to write is what is wanted.</summary>
    public string Object(string kind, byte[] content) => (kind switch
    {
        "tree" => _repository.ObjectDatabase.Write<Tree>(content),
        "commit" => _repository.ObjectDatabase.Write<Commit>(content),
        _ => _repository.ObjectDatabase.Write<Blob>(content),
    }).Sha;

    public void Dispose() => _repository.Dispose();
}
