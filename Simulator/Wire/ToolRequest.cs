using System.Security.Cryptography;
using System.Text;

namespace SparkControl.Simulator.Wire;

/// <summary>What a stand-in on a node asks of the daemon, exactly as it was called.</summary>
internal sealed record ToolRequest(
    string Node, string Container, string Tool, string Directory, int Pid, IReadOnlyList<string> Arguments)
{
    private const int LongestSecret = 128, LongestWord = 4 << 20;

    /// <summary>
    /// Reads one request: words ended by NUL, the pair's secret first; the seventh says how many arguments follow.
    /// Null when the secret is not the pair's: what asks is not one of its stand-ins.
    /// </summary>
    public static async Task<ToolRequest?> ReadAsync(Stream stream, string secret, CancellationToken cancel)
    {
        var reader = new NulReader(stream);
        if (!IsSame(await reader.NextAsync(LongestSecret, cancel), secret)) return null;

        var head = new string[6];
        for (var i = 0; i < head.Length; i++) head[i] = await reader.NextAsync(LongestWord, cancel);

        var arguments = new string[int.Parse(head[5], System.Globalization.CultureInfo.InvariantCulture)];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = await reader.NextAsync(LongestWord, cancel);

        var pid = int.Parse(head[4], System.Globalization.CultureInfo.InvariantCulture);
        return new(head[0], head[1], head[2], head[3], pid, arguments);
    }

    private static bool IsSame(string word, string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(word), Encoding.UTF8.GetBytes(secret));

    private sealed class NulReader(Stream stream)
    {
        private readonly byte[] _buffer = new byte[8192];
        private int _start;
        private int _end;

        public async Task<string> NextAsync(int longest, CancellationToken cancel)
        {
            using var word = new MemoryStream();
            while (true)
            {
                var rest = _buffer.AsMemory(_start, _end - _start);
                var nul = rest.Span.IndexOf((byte)0);
                word.Write(rest.Span[..(nul < 0 ? rest.Length : nul)]);
                if (word.Length > longest) throw new InvalidDataException("A word of a request is too long.");
                if (nul >= 0)
                {
                    _start += nul + 1;
                    return Encoding.UTF8.GetString(word.GetBuffer(), 0, (int)word.Length);
                }

                _start = 0;
                _end = await stream.ReadAsync(_buffer, cancel);
                if (_end == 0) throw new EndOfStreamException();
            }
        }
    }
}
