using System.Globalization;
using Piku.Specs.Support;
using Xunit;

namespace Piku.Specs.EndToEnd;

/// <summary>A visitor who can say what browsers say, and come from any address of the box.</summary>
internal static class Curl
{
    public static (int Status, string Head, string Body) Get(PrivateBox box, string host, string path, params string[] options)
    {
        var ran = Shell.Run(["curl", "-si", "--path-as-is", "--max-time", "20", "-H", $"Host: {host}", .. options, $"http://127.0.0.1:{box.HttpPort}{path}"]);
        Assert.True(ran.Well, $"{ran}");
        var parts = ran.Output.Split("\n\n", 2);
        return (int.Parse(parts[0].Split(' ')[1], CultureInfo.InvariantCulture), parts[0], parts[^1].TrimEnd('\n'));
    }
}
