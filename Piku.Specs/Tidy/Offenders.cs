namespace Piku.Specs.Tidy.Offenders;

// Types that name System.IO from where a compiler hides it; the architecture specs must find them.
public static class Lambda
{
    public static Func<string, object> Touch => path => new FileInfo(path);
}

public static class Iterator
{
    public static IEnumerable<object> Touch(string path)
    {
        yield return new FileInfo(path);
    }
}

public static class Awaiting
{
    public static async Task<object> Touch(string path)
    {
        await Task.Yield();
        return new FileInfo(path);
    }
}
