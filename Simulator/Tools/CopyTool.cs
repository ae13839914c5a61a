using System.Diagnostics;
using System.Globalization;
using System.Text;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>
/// rsync from one node to the other: the files are copied sparse, the bars grow at the speed of a link.
/// </summary>
internal static class CopyTool
{
    private const double BytesPerSecond = 900e6;

    public static async Task HandleAsync(SimulatedNode node, ToolRequest request, ToolConnection connection)
    {
        var operands = request.Arguments.Where((word, at) =>
            !word.StartsWith('-') && (at == 0 || request.Arguments[at - 1] is not ("-e" or "--rsh"))).ToList();
        if (operands.Count < 2)
        {
            await connection.AnswerAsync(
                ToolAnswer.Failed(1, "rsync error: syntax or usage error (code 1) at main.c(1795) [client=3.2.7]"));
            return;
        }

        var from = Path.Combine(request.Directory, operands[0]);
        var to = Place(node, request, operands[^1]);
        if (!Path.Exists(from))
        {
            await connection.AnswerAsync(
                ToolAnswer.Failed(23, $"rsync: [sender] link_stat \"{from}\" failed: No such file or directory (2)"));
            return;
        }

        if (!Directory.Exists(to.TrimEnd('/')) && !request.Arguments.Contains("--mkpath"))
        {
            await connection.AnswerAsync(ToolAnswer.Failed(
                11, $"rsync: [Receiver] mkdir \"{to}\" failed: No such file or directory (2)\n" +
                "rsync error: error in file IO (code 11) at main.c(791) [Receiver=3.2.7]"));
            return;
        }

        await CopyAsync(node, from, to, await connection.BeginAsync(), connection.Gone);
    }

    private static string Place(SimulatedNode node, ToolRequest request, string place)
    {
        var colon = place.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return Path.Combine(request.Directory, place);
        var path = place[(colon + 1)..].Replace("~/", "", StringComparison.Ordinal);
        // A directory of this node's home is meant to be the same one of the other's.
        return Path.Combine(node.Peer.Home, path.Replace(node.Home + "/", "", StringComparison.Ordinal));
    }

    private static async Task CopyAsync(
        SimulatedNode node, string from, string to, Stream output, CancellationToken cancel)
    {
        await SayAsync(output, "sending incremental file list\n", cancel);
        var files = Directory.Exists(from)
            ? new DirectoryInfo(from).GetFiles("*", SearchOption.AllDirectories)
            : [new FileInfo(from)];
        foreach (var file in files)
        {
            if (file.LinkTarget is not null) continue;
            await SayAsync(
                output, Path.GetRelativePath(Path.GetDirectoryName(from.TrimEnd('/'))!, file.FullName) + "\n", cancel);
            for (var part = 1; part <= 4; part++)
            {
                await node.Pace.WaitAsync(TimeSpan.FromSeconds(file.Length / BytesPerSecond / 4), cancel);
                await SayAsync(output, string.Create(CultureInfo.InvariantCulture,
                    $"\r{file.Length * part / 4,15:N0} {part * 25,3}%  900.00MB/s    " +
                        $"0:00:0{4 - part}{(part == 4 ? "\n" : "")}"), cancel);
            }
        }

        Directory.CreateDirectory(to);
        using var copy = Process.Start("cp", ["-R", from, to]);
        await copy.WaitForExitAsync(cancel);
        await SayAsync(output, "\nsent 1,024 bytes  received 35 bytes\n", cancel);
    }

    private static ValueTask SayAsync(Stream output, string text, CancellationToken cancel) =>
        output.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
}
