using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SparkControl.Sparks;

/// <summary>
/// One follow over one channel. The node sends the next block only for a newline of ours, because SSH.NET takes
/// whatever comes and keeps it in memory.
/// </summary>
internal sealed partial class BlockReader(IShellChannel channel)
{
    private readonly LineReader lines = new(channel.Error);
    private readonly string mark = ScriptText.NewMark();
    private bool owes;

    /// <summary>Ended by itself, and everything of it was read; false where the channel broke.</summary>
    public bool IsDrained { get; private set; }

    /// <summary>With which code the command has ended, as far as that was said.</summary>
    public int? ExitCode { get; private set; }

    /// <param name="source">Shell text that prints the blocks, with newlines to let them go on descriptor 3.</param>
    /// <param name="cancel">Gives up.</param>
    public Task BeginAsync(Func<string, string> source, CancellationToken cancel) =>
        channel.SendAsync(Encoding.UTF8.GetBytes(Script(source(mark))), cancel);

    // The newlines pass through a process that lives as long as our end of the channel, and the source watches that
    // one: sshd counts a session until its last process has ended, and not every sshd passes a signal on to them.
    private string Script(string source) => $$"""
        { {{ScriptText.Begin(mark)}}export LC_ALL=C
        { /bin/sh -c 'echo "$PPID"'; while read -r _; do echo; done; } | { exec 3<&0; read -r ward <&3
        {{source}} |
        while dd bs=65536 count=1; do read -r _ <&3 || exit; done; }
        exit; }

        """;

    /// <summary>
    /// The next block; empty when this follow is over, for whatever reason. Asking for it takes the one before.
    /// </summary>
    public async Task<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancel)
    {
        try
        {
            if (owes) await channel.SendAsync("\n"u8.ToArray(), cancel);
            else if (!await BeganAsync(cancel)) return ReadOnlyMemory<byte>.Empty;
            owes = true;

            while (await lines.NextAsync(cancel) is { } line)
            {
                if (line.StartsWith(mark, StringComparison.Ordinal)) ExitCode = CodeOf(line);
                if (Length().Match(line) is not { Success: true } length) continue;

                var block = new byte[int.Parse(length.ValueSpan, CultureInfo.InvariantCulture)];
                await channel.Output.ReadExactlyAsync(block, cancel);
                IsDrained = block.Length == 0;
                return block;
            }
        }
        catch (Exception broke) when (ChannelFailure.Is(broke) && !cancel.IsCancellationRequested)
        {
            // A broken connection. What was not handed on whole is asked for again.
        }

        return ReadOnlyMemory<byte>.Empty;
    }

    /// <summary>On both streams: a start-up file's "3 bytes free" is no length of a block.</summary>
    private async Task<bool> BeganAsync(CancellationToken cancel) =>
        (await Preamble.SkipAsync(channel.Output, ScriptText.FirstOf(mark), cancel)).Found
        && (await Preamble.SkipAsync(channel.Error, ScriptText.FirstOf(mark), cancel)).Found;

    private static int? CodeOf(string line) =>
        int.TryParse(line.Split(' ')[^1], CultureInfo.InvariantCulture, out var code) ? code : null;

    /// <summary>
    /// dd's last line: <c>123 bytes copied, …</c>, <c>65536 bytes (66 kB, 64 KiB) copied, …</c>, <c>1 byte copied,
    /// …</c>.
    /// </summary>
    [GeneratedRegex(@"^\d{1,6}(?= bytes? )")]
    private static partial Regex Length();
}
