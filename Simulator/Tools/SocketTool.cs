using System.Globalization;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>ss, as far as listening TCP ports go.</summary>
internal static class SocketTool
{
    public static ToolAnswer Answer(SimulatedNode node, IReadOnlyList<string> words)
    {
        var letters = string.Concat(words.Where(word => word.StartsWith('-')));
        var withUser = letters.Contains('p', StringComparison.Ordinal);
        var filter = string.Join(' ', words.Where(word => !word.StartsWith('-')));
        var lines = node.Ports.Listening
            .Where(owner => filter.Length == 0
                || filter.EndsWith(":" + owner.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            .Select(owner => string.Create(CultureInfo.InvariantCulture,
                $"LISTEN 0      2048         0.0.0.0:{owner.Port}      0.0.0.0:*    {(withUser ? User(owner) : "")}"));
        const string Header = "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess";
        return ToolAnswer.Lines(letters.Contains('H', StringComparison.Ordinal) ? lines : lines.Prepend(Header));
    }

    private static string User(Nodes.PortOwner owner) => string.Create(
        CultureInfo.InvariantCulture, $"users:((\"{owner.Program}\",pid={4000 + owner.Pid},fd=21))");
}
