using System.Globalization;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>What <c>rsync</c> says, and how it ends when it fails. Pure.</summary>
internal static class CopyWords
{
    private const string Broken = "client_loop: send disconnect: Broken pipe\n";

    public static ToolAnswer Usage { get; } =
        ToolAnswer.Failed(1, "rsync error: syntax or usage error (code 1) at main.c(1795) [client=3.2.7]");

    public static ToolAnswer NoSource(string path) => ToolAnswer.Failed(
        23, $"rsync: [sender] link_stat \"{path}\" failed: No such file or directory (2)\n" +
        "rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1338) " +
        "[sender=3.2.7]");

    public static ToolAnswer NoDirectory(string path) => ToolAnswer.Failed(
        11, $"rsync: [Receiver] mkdir \"{path}\" failed: No such file or directory (2)\n" +
        "rsync error: error in file IO (code 11) at main.c(791) [Receiver=3.2.7]");

    public static ToolAnswer NoHost(string trouble) => ToolAnswer.Failed(
        255, $"{trouble}\nrsync: connection unexpectedly closed (0 bytes received so far) [sender]\n" +
        "rsync error: unexplained error (code 255) at io.c(232) [sender=3.2.7]");

    public static ToolAnswer NoSpace(string path) => ToolAnswer.Failed(
        11, $"rsync: [receiver] write failed on \"{path}\": No space left on device (28)\n" +
        "rsync error: error in file IO (code 11) at receiver.c(380) [receiver=3.2.7]\n" +
        "rsync: [sender] write error: Broken pipe (32)");

    /// <summary>What a fault in the middle of a file does; null when it does nothing to a copy.</summary>
    public static ToolAnswer? Problem(TransferFault fault, string path, long moved) => fault switch
    {
        TransferFault.NoSpace => NoSpace(path),
        TransferFault.ConnectionLost or TransferFault.NoNetwork => ToolAnswer.Failed(
            12, Broken + string.Create(CultureInfo.InvariantCulture,
                $"rsync: connection unexpectedly closed ({moved} bytes received so far) [sender]\n") +
            "rsync error: error in rsync protocol data stream (code 12) at io.c(232) [sender=3.2.7]"),
        _ => null
    };

    /// <summary>A file's bar as it is drawn over itself, without a newline.</summary>
    public static string Bar(long done, long total, double rate)
    {
        var left = TimeSpan.FromSeconds(rate > 0 ? Math.Min((total - done) / rate, 359_999) : 0);
        var (speed, unit) = rate switch
        {
            >= 1L << 30 => (rate / (1L << 30), "GB/s"),
            >= 1L << 20 => (rate / (1L << 20), "MB/s"),
            _ => (rate / 1024, "kB/s")
        };
        var part = total == 0 ? 100 : done * 100 / total;
        return string.Create(CultureInfo.InvariantCulture,
            $"\r{done,15:N0} {part,3}% {speed,7:F2}{unit} {(int)left.TotalHours,4}:{left:mm\\:ss}");
    }

    public static string Sum(long moved, long total, TimeSpan took)
    {
        var sent = moved + 900;
        return string.Create(CultureInfo.InvariantCulture,
            $"\nsent {sent:N0} bytes  received 225 bytes  {sent / Math.Max(0.5, took.TotalSeconds):N2} bytes/sec\n" +
            $"total size is {total:N0}  speedup is {(double)total / sent:N2}\n");
    }
}
