using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>An end of a copy: a path on this node or on the other.</summary>
/// <param name="Node">Whose disk it is on; null when no such node is reached.</param>
/// <param name="Path">The path on this machine, with the slash at its end that it was given.</param>
/// <param name="Trouble">What ssh says of a host that is not reached.</param>
internal sealed record CopyPlace(SimulatedNode? Node, string Path, string? Trouble)
{
    public static CopyPlace Of(SimulatedNode node, ToolRequest request, string operand)
    {
        var colon = operand.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || operand[..colon].Contains('/', StringComparison.Ordinal))
            return new(node, System.IO.Path.Combine(request.Directory, operand), null);
        var host = operand[..colon].Split('@')[^1];
        if (TroubleOf(node, host) is { } trouble) return new(null, operand, trouble);
        var there = IsHere(node, host) ? node : node.Peer;
        var path = operand[(colon + 1)..];
        if (path.StartsWith("~/", StringComparison.Ordinal)) path = path[2..];
        // A directory of this node's home is meant to be the same one of the other's.
        path = path.Replace(node.Home, there.Home, StringComparison.Ordinal);
        return new(there, System.IO.Path.Combine(there.Home, path), null);
    }

    private static string? TroubleOf(SimulatedNode node, string host) => host switch
    {
        _ when IsHere(node, host) => null,
        _ when !IsNamed(node.Peer, host) => System.Net.IPAddress.TryParse(host, out _)
            ? $"ssh: connect to host {host} port 22: No route to host"
            : $"ssh: Could not resolve hostname {host}: Name or service not known",
        _ when Is(node.Peer, "down") => $"ssh: connect to host {host} port 22: No route to host",
        _ when Is(node.Peer, "sshd-down") => $"ssh: connect to host {host} port 22: Connection refused",
        _ when Is(node.Peer, "refuses-ssh") => $"user@{host}: Permission denied (publickey).",
        _ => null
    };

    private static bool Is(SimulatedNode node, string trouble) => File.Exists(node.Layout.In("state", trouble));

    private static bool IsHere(SimulatedNode node, string host) =>
        host == "localhost" || host.StartsWith("127.", StringComparison.Ordinal) || IsNamed(node, host);

    private static bool IsNamed(SimulatedNode node, string host) =>
        host == node.Address || host == node.Name || host == node.Name.Insert(node.Name.Length - 1, "-");
}
