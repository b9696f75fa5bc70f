using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Piku.Ssh.Prompts;

/// <summary>The terminal on our input and output, key by key while a line is being written, and as it was otherwise.</summary>
/// <remarks>.NET's own <c>Console</c> is not asked: it keeps settings of the terminal to itself, and puts them back at moments of its choosing.</remarks>
public sealed partial class Terminal : IDisposable
{
    /// <summary>More than struct termios has on any Linux; what is in it is the C library's business.</summary>
    private const int MostOfSettings = 256;

    private const int Input = 0;

    private const int Output = 1;

    /// <summary>TCSADRAIN: what was written so far is written as it was meant, and what was typed already is kept.</summary>
    private const int OnceWritten = 1;

    /// <summary>TIOCGWINSZ, the same on x86 and ARM.</summary>
    private const nuint AskSize = 0x5413;

    /// <summary>The keypad as shells expect it: .NET switches it to another mode wherever it writes to a terminal, and never back.</summary>
    private const string UsualKeypad = "\e[?1l\e>";

    private const int UsualWidth = 80;

    private readonly FileStream _input = new(new SafeFileHandle(Input, ownsHandle: false), FileAccess.Read, bufferSize: 0);
    private readonly FileStream _output = new(new SafeFileHandle(Output, ownsHandle: false), FileAccess.Write, bufferSize: 0);
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] _usual = new byte[MostOfSettings];
    private readonly Strokes _strokes = new();
    private readonly Queue<Stroke> _read = new();

    public Terminal() => _ = Settings(Input, _usual);

    /// <summary>Whether both ends are at a terminal that can move its cursor.</summary>
    public static bool IsThere =>
        Settings(Input, new byte[MostOfSettings]) == 0 && Settings(Output, new byte[MostOfSettings]) == 0 && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    /// <summary>A line, as the editor makes it of what is typed; null once nothing more comes.</summary>
    public Edit? Read(string prompt, LineEditor editor)
    {
        var raw = _usual.ToArray();
        MakeRaw(raw);
        _ = Set(Input, OnceWritten, raw);
        try
        {
            var edit = Edit.Empty;
            while (edit.Ending == Ending.None)
            {
                Write(Row.Of(prompt, edit, Width));
                while (_read.Count == 0)
                    if (!More()) return null;
                while (edit.Ending == Ending.None && _read.TryDequeue(out var stroke)) edit = editor.Next(edit, stroke);
            }

            Write($"{Row.Of(prompt, edit with { Cursor = edit.Text.Length, Query = null }, Width)}{(edit.Ending == Ending.Cancelled ? "^C" : "")}\r\n");
            return edit;
        }
        finally
        {
            _ = Set(Input, OnceWritten, _usual);
        }
    }

    public void Dispose()
    {
        try
        {
            Write(UsualKeypad);
        }
        catch (IOException)
        {
            // The far end has gone, and its keypad with it.
        }

        _input.Dispose();
        _output.Dispose();
    }

    /// <summary>Whether anything more was typed; not where the far end has gone. A byte at a time: what is typed after Enter is for the verb, should it read.</summary>
    private bool More()
    {
        Span<byte> one = stackalloc byte[1];
        Span<char> text = stackalloc char[2];
        try
        {
            if (_input.Read(one) == 0) return false;
            foreach (var stroke in _strokes.Of(new string(text[.._decoder.GetChars(one, text, flush: false)]))) _read.Enqueue(stroke);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Write(string text) => _output.Write(Encoding.UTF8.GetBytes(text));

    private static int Width
    {
        get
        {
            Span<byte> size = stackalloc byte[8];
            return Ask(Output, AskSize, size) == 0 && BitConverter.ToUInt16(size[2..]) is var columns and > 0 ? columns : UsualWidth;
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int Settings(int file, Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int Set(int file, int when, Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ask(int file, nuint what, Span<byte> answer);
}
