using System.Globalization;

namespace SparkControl.Simulator.Docker;

/// <summary>What Ray prints.</summary>
internal static class RayLines
{
    private const string Rule = "--------------------";

    public static IEnumerable<string> Started(bool isHead, string address, bool blocks)
    {
        string[] rule = isHead ? [Rule] : [];
        string[] end = blocks ? ["--block", "  This command will now block forever until terminated by a signal."] : [];
        return ["Local node IP: " + address, .. rule, "Ray runtime started.", .. rule, .. end];
    }

    public static IEnumerable<string> Status(int nodes, DateTimeOffset now) =>
    [
        string.Create(
            CultureInfo.InvariantCulture, $"======== Autoscaler status: {now:yyyy-MM-dd HH:mm:ss.ffffff} ========"),
        "Node status",
        "---------------------------------------------------------------",
        "Active:",
        .. Enumerable.Range(0, nodes).Select(n => " 1 node_" + new string((char)('a' + n), 4)),
        "Pending:",
        " (no pending nodes)",
        "Recent failures:",
        " (no failures)",
        "",
        "Resources",
        "---------------------------------------------------------------",
        "Total Usage:",
        $" 0.0/{20 * nodes}.0 CPU",
        $" 0.0/{nodes}.0 GPU"
    ];
}
