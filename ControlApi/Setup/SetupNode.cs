using SparkControl.Contracts;

namespace SparkControl.ControlApi.Setup;

/// <summary>One node.</summary>
/// <param name="Node"><c>spark1</c> or <c>spark2</c>.</param>
/// <param name="Checks">In the order in which they build on each other.</param>
/// <param name="Offered">The host key that it showed; null when it came not so far.</param>
/// <param name="Trusted">Whether that key is the confirmed one.</param>
/// <param name="User">The user it let in.</param>
/// <param name="Hostname">Its name for itself.</param>
/// <param name="Architecture">For example <c>aarch64</c>.</param>
/// <param name="UptimeSeconds">How long it has been up.</param>
public sealed record SetupNode(
    string Node, IReadOnlyList<SetupCheck> Checks, HostKey? Offered, bool Trusted,
    string? User, string? Hostname, string? Architecture, long? UptimeSeconds);
