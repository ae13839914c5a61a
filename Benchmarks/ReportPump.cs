using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace SparkControl.Benchmarks;

/// <summary>
/// One connection that posts reports, many at a time before it reads the answers (HTTP/1.1 pipelining): a client that
/// costs little beside the panel on the same cores. What was refused is sent again.
/// </summary>
internal sealed class ReportPump(Uri panel, Func<int?> next)
{
    private const int AtOnce = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Reports that were taken, and those that were refused and sent again.</summary>
    public long Taken { get; private set; }

    public long Refused { get; private set; }

    /// <summary>Posts until there are no more.</summary>
    /// <exception cref="InvalidOperationException">An answer is neither 202 nor 503.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(panel.Host, panel.Port, cancel);
        var stream = client.GetStream();
        var answers = new AnswerReader(stream);
        Queue<int> open = new();
        while (true)
        {
            while (open.Count < AtOnce && next() is { } more) open.Enqueue(more);
            if (open.Count == 0) return;

            int[] batch = [.. open];
            open.Clear();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(batch.Select(Request))), cancel);
            foreach (var report in batch)
            {
                if (await answers.NextAsync(cancel) == 202) Taken++;
                else open.Enqueue(report);
            }

            Refused += open.Count;
            if (open.Count > 0) await Task.Delay(Pause, cancel);
        }
    }

    // No two say the same, or they would be counted as one.
    private string Request(int report)
    {
        var service = (report % 3) switch { 0 => "parakeet", 1 => "magpie", _ => "vllm" };
        var error = FormattableString.Invariant($"timed out after 30 s, try {report}");
        var body = FormattableString.Invariant(
            $$"""
            {"service":"{{service}}","ok":false,"source":"app-{{report % 10}}","error":"{{error}}","ms":30000.5}
            """);
        return $"POST /api/health-event HTTP/1.1\r\nHost: {panel.Authority}\r\nContent-Type: application/json\r\n"
            + FormattableString.Invariant($"Content-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>Reads the statuses of answers, whose bodies have a length or come in chunks.</summary>
    private sealed class AnswerReader(NetworkStream stream)
    {
        private readonly byte[] buffer = new byte[64 * 1024];
        private int from, to;

        public async Task<int> NextAsync(CancellationToken cancel)
        {
            var head = await UntilAsync("\r\n\r\n"u8.ToArray(), cancel);
            if (!Utf8Parser.TryParse(head.AsSpan(9, 3), out int status, out _) || status is not (202 or 503))
                throw new InvalidOperationException(Encoding.ASCII.GetString(head));

            var text = Encoding.ASCII.GetString(head);
            if (text.Contains("chunked", StringComparison.OrdinalIgnoreCase))
                await UntilAsync("\r\n0\r\n\r\n"u8.ToArray(), cancel);
            else if (Length(text) is > 0 and var length) await SkipAsync(length, cancel);
            return status;
        }

        private static int Length(string head)
        {
            const string Name = "Content-Length: ";
            var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
            return at < 0 ? 0 : int.Parse(head.AsSpan(at + Name.Length, head.IndexOf('\r', at) - at - Name.Length));
        }

        private async Task<byte[]> UntilAsync(byte[] end, CancellationToken cancel)
        {
            while (true)
            {
                var at = buffer.AsSpan(from, to - from).IndexOf(end);
                if (at >= 0)
                {
                    var found = buffer[from..(from + at + end.Length)];
                    from += found.Length;
                    return found;
                }

                await FillAsync(cancel);
            }
        }

        private async Task SkipAsync(int length, CancellationToken cancel)
        {
            while (to - from < length) await FillAsync(cancel);
            from += length;
        }

        private async Task FillAsync(CancellationToken cancel)
        {
            buffer.AsSpan(from, to - from).CopyTo(buffer);
            (from, to) = (0, to - from);
            var read = await stream.ReadAsync(buffer.AsMemory(to), cancel);
            if (read == 0) throw new InvalidOperationException("The panel has ended the connection.");
            to += read;
        }
    }
}
