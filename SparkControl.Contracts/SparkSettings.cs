namespace SparkControl.Contracts;

/// <summary>Where a Spark is and how it is reached.</summary>
public sealed record SparkSettings
{
    /// <summary><c>spark1</c> or <c>spark2</c>.</summary>
    public required string Name { get; init; }

    public required string Host { get; init; }
    public string User { get; init; } = "";
    public int Port { get; init; } = 22;

    /// <summary>The node's address as the other node knows it; null to use <see cref="Host"/>.</summary>
    public string? FabricAddress { get; init; }

    /// <summary>Confirmed host keys; a connection uses these types only.</summary>
    public IReadOnlyList<HostKey> HostKeys { get; init; } = [];

    /// <summary>
    /// Commands run on this machine instead of over SSH: a panel that runs on a Spark itself, or the simulated pair.
    /// </summary>
    public LocalShellSettings? Local { get; init; }
}

/// <summary>A host key that a user has confirmed.</summary>
/// <param name="Type">As in known_hosts, for example <c>ssh-ed25519</c>.</param>
/// <param name="Fingerprint"><c>SHA256:…</c> without padding, as ssh-keygen -l prints it.</param>
public sealed record HostKey(string Type, string Fingerprint);
