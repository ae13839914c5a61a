using System.Globalization;
using System.Text;

namespace SparkControl.Simulator.Vllm;

/// <summary>Many numbered lines, at a rate or as fast as they are taken.</summary>
internal static class LogFlood
{
    public static async Task RunAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, int lines, int rate, TimeProvider time,
        CancellationToken cancel)
    {
        var block = new StringBuilder();
        var start = time.GetTimestamp();
        var size = rate == 0 ? 1000 : Math.Max(1, rate / 20);
        for (var line = 1; line <= lines; line++)
        {
            block.Append(CultureInfo.InvariantCulture, $"flood {line:D8} of {lines:D8}: every line counts\n");
            if (line % size != 0 && line != lines) continue;
            await write(Encoding.ASCII.GetBytes(block.ToString()), cancel);
            block.Clear();
            var early = rate == 0
                ? TimeSpan.Zero
                : TimeSpan.FromSeconds((double)line / rate) - time.GetElapsedTime(start);
            if (early > TimeSpan.Zero) await Task.Delay(early, time, cancel);
        }
    }
}
