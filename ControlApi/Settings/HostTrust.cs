using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>Pins host keys that a user has compared.</summary>
internal sealed partial class HostTrust(
    SettingsStore store, DataDirectory data, TimeProvider time, ILogger<HostTrust> logger)
{
    /// <summary>
    /// Pins a key. One that differs from a pinned one of its type is refused unless it is said to replace that one.
    /// </summary>
    /// <param name="node"><c>spark1</c> or <c>spark2</c>.</param>
    /// <param name="pin">The key's type and fingerprint.</param>
    /// <param name="replaces">The fingerprint that it takes the place of; null for none.</param>
    /// <param name="key">The whole public key in base64, where it is known: then it stands in known_hosts too.</param>
    /// <param name="cancel">Ends the wait for others that write.</param>
    public async Task<SettingsOutcome> TrustAsync(
        string node, HostKey pin, string? replaces, string? key, CancellationToken cancel)
    {
        SettingsOutcome outcome;
        // Two Sparks may be trusted by two quick clicks: what another has written meanwhile is no reason to refuse.
        do outcome = await TryAsync(node, pin, replaces, key, cancel);
        while (outcome is SettingsOutcome.Conflicting { Code: "moved" });

        return outcome;
    }

    private async Task<SettingsOutcome> TryAsync(
        string node, HostKey pin, string? replaces, string? key, CancellationToken cancel)
    {
        await store.RereadAsync(cancel);
        var view = store.View;
        if (view.Settings.Nodes.FirstOrDefault(spark => spark.Name == node) is not { } spark)
        {
            return new SettingsOutcome.Conflicting(
                "not_configured", $"{NodeNames.Of(node)} is not set up", $"Set {node}_host first.");
        }

        List<HostKey> others = [.. spark.HostKeys.Where(known => known.Type == pin.Type && known != pin)];
        if (others.Any(known => known.Fingerprint != replaces))
        {
            return new SettingsOutcome.Conflicting(
                "host_key_changed", $"{spark.Host} shows another {pin.Type} key than the one you confirmed",
                $"If the Spark was installed anew, compare the fingerprint again and trust it in place of the old one. "
                + "If not, another machine answers under this address.");
        }

        var outcome = spark.HostKeys.Contains(pin)
            ? new SettingsOutcome.Saved(view)
            : await store.ChangeAsync(view.Revision, Pins(spark, spark.HostKeys.Except(others).Append(pin)), cancel);
        if (outcome is SettingsOutcome.Saved && key is not null) await KeepWholeAsync(spark, pin, key, cancel);

        return outcome;
    }

    private static Dictionary<string, IReadOnlyList<string>?> Pins(SparkSettings spark, IEnumerable<HostKey> keys) =>
        new()
        {
            [$"{spark.Name}_host_key"] = [.. keys.Select(known => $"{known.Type} {known.Fingerprint}")]
        };

    // For people and tools; the pin is made already and holds without it.
    private async Task KeepWholeAsync(SparkSettings spark, HostKey pin, string key, CancellationToken cancel)
    {
        try
        {
            using var taken = await DirectoryLock.TakeAsync(data.Path, time, cancel);
            var text = File.Exists(data.KnownHostsFile) ? await File.ReadAllTextAsync(data.KnownHostsFile, cancel) : "";
            AtomicFile.Write(data.KnownHostsFile, KnownHosts.Add(text, spark.Host, spark.Port, pin.Type, key));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            NotInKnownHosts(spark.Name, refused.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The key of {Node} is pinned but not in known_hosts: {Reason}")]
    private partial void NotInKnownHosts(string node, string reason);
}
