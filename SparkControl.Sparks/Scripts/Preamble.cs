using System.Text;

namespace SparkControl.Sparks;

/// <summary>
/// What a stream says before our own first line: sshd starts the user's shell, and what its start-up files print comes
/// first, on stdout as on stderr.
/// </summary>
internal static class Preamble
{
    private const int Kept = 4096;

    /// <summary>
    /// Reads to the end of the line that is ours, and not a byte further; returns what stood before it.
    /// </summary>
    /// <param name="stream">At its beginning.</param>
    /// <param name="line">Our line, with its line end.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<PreambleText> SkipAsync(Stream stream, string line, CancellationToken cancel)
    {
        var wanted = Encoding.UTF8.GetBytes(line);
        var said = new List<byte>();
        var buffer = new byte[wanted.Length];
        var matched = 0;
        while (matched < wanted.Length)
        {
            // Never more than what the line still lacks: the rest of the stream belongs to the caller.
            var read = await stream.ReadAsync(buffer.AsMemory(0, wanted.Length - matched), cancel);
            if (read == 0) return new(false, Text(said));

            said.AddRange(buffer.AsSpan(0, read));
            matched = Matched(said, wanted);
            if (said.Count > 2 * Kept) said.RemoveRange(Kept, said.Count - Kept - wanted.Length);
        }

        return new(true, Text(said[..^wanted.Length]));
    }

    /// <summary>How much of the beginning of the line the text ends with.</summary>
    private static int Matched(List<byte> said, byte[] wanted)
    {
        var text = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(said);
        for (var length = Math.Min(said.Count, wanted.Length); length > 0; length--)
        {
            if (text.EndsWith(wanted.AsSpan(0, length))) return length;
        }

        return 0;
    }

    private static string Text(List<byte> bytes) => Encoding.UTF8.GetString([.. bytes]);
}

/// <summary>What stood before our first line, or all there was.</summary>
/// <param name="Found">Our line came.</param>
/// <param name="Said">The beginning of what stood before it.</param>
internal sealed record PreambleText(bool Found, string Said);
