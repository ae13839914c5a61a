using System.Globalization;
using System.Text;

namespace SparkControl.Simulator.Wire;

/// <summary>
/// The daemon's end of one stand-in: an answer goes out, and <see cref="Gone"/> says when the process is no more.
/// </summary>
internal sealed class ToolConnection : IAsyncDisposable
{
    // A stand-in reads it by itself, byte by byte; for more, a process that copies is cheaper.
    private const int LongestText = 1024;

    private readonly CancellationTokenSource _gone = new();
    private readonly Stream _stream;

    public ToolConnection(Stream stream)
    {
        _stream = stream;
        _ = WatchAsync();
    }

    public CancellationToken Gone => _gone.Token;

    public async Task AnswerAsync(ToolAnswer answer)
    {
        var isText = answer.Out.Length <= LongestText && !answer.Out.Contains('\0', StringComparison.Ordinal);
        var (kind, end) = isText ? ("text", "\0") : ("exit", "");
        var exit = answer.Exit.ToString(CultureInfo.InvariantCulture);
        await _stream.WriteAsync(Encoding.UTF8.GetBytes($"{kind} {exit}\n{answer.Error}\0{answer.Out}{end}"));
    }

    /// <summary>Says how the command ends, and gives the stream of what it prints until then.</summary>
    public async Task<Stream> BeginAsync(int exit = 0, string error = "")
    {
        await _stream.WriteAsync(
            Encoding.UTF8.GetBytes($"exit {exit.ToString(CultureInfo.InvariantCulture)}\n{error}\0"));
        return _stream;
    }

    /// <summary>Says how the command ends, and gives the two streams of what it prints until then.</summary>
    public async Task<Relay> RelayAsync(int exit = 0)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes($"relay {exit.ToString(CultureInfo.InvariantCulture)}\n"));
        return new(_stream);
    }

    /// <summary>Lets the stand-in become another command, with these variables and no others.</summary>
    public async Task BecomeAsync(
        string directory, bool input, IReadOnlyList<string> variables, IReadOnlyList<string> command)
    {
        var count = variables.Count.ToString(CultureInfo.InvariantCulture);
        string[] words = [directory, input ? "open" : "closed", count, .. variables, .. command];
        var text = string.Concat(words.Select(word => word + '\0'));
        await _stream.WriteAsync(Encoding.UTF8.GetBytes($"exec {words.Length}\n{text}"));
    }

    public async Task<Stream> StreamAsync(string firstLine)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(firstLine + "\n"));
        return _stream;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task WatchAsync()
    {
        var nothing = new byte[1];
        try
        {
            while (await _stream.ReadAsync(nothing) > 0) { }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException)
        {
            // The stand-in was killed, or the answer is complete: either way it is gone.
        }

        await _gone.CancelAsync();
    }
}
