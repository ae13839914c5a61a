using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>Host keys that a user has confirmed.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HostTrustTests : IDisposable
{
    private const string Print = "SHA256:Yk3mQ0bUo1p0sT6wRr7cJ4zC1fXw9aVbGd2hLq8eN5M";
    private const string OtherPrint = "SHA256:t9DqV5nB2xKf8LzP0wGm7eHcR4aJsU1yQo6iTvXbN3E";
    private const string ThirdPrint = "SHA256:p0sT6wRr7cJ4zC1fXw9aVbGd2hLq8eN5MYk3mQ0bUo1";

    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_confirmed_host_key_is_pinned_and_another_one_of_its_type_is_refused()
    {
        _files.Settings = "spark1_host: 192.168.1.41\n";
        using var store = await _files.OpenAsync();

        var first = await Trust(store).TrustAsync("spark1", new("ssh-ed25519", Print), null, null, Cancel);
        var other = await Trust(store).TrustAsync("spark1", new("ssh-ed25519", OtherPrint), null, null, Cancel);

        Assert.IsType<SettingsOutcome.Saved>(first);
        Assert.Equal("host_key_changed", Assert.IsType<SettingsOutcome.Conflicting>(other).Code);
        Assert.Equal([new HostKey("ssh-ed25519", Print)], store.Current.Spark1!.HostKeys);
    }

    [Theory]
    [InlineData(Print, true)]
    [InlineData(ThirdPrint, false)]
    [InlineData(null, false)]
    public async Task A_new_key_takes_the_place_of_the_one_that_it_is_said_to_replace_and_of_no_other(
        string? replaces, bool isTaken)
    {
        _files.Settings =
            $"spark1_host: 192.168.1.41\nspark1_host_key:\n  - ssh-ed25519 {Print}\n  - ssh-rsa {ThirdPrint}\n";
        using var store = await _files.OpenAsync();

        await Trust(store).TrustAsync("spark1", new("ssh-ed25519", OtherPrint), replaces, null, Cancel);

        HostKey[] kept = [new("ssh-ed25519", isTaken ? OtherPrint : Print), new("ssh-rsa", ThirdPrint)];
        Assert.Equal(kept, store.Current.Spark1!.HostKeys.OrderBy(key => key.Type, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_sparks_that_are_trusted_at_once_are_both_trusted()
    {
        _files.Settings = "spark1_host: 192.168.1.41\nspark2_host: 192.168.1.42\n";
        using var store = await _files.OpenAsync();

        var outcomes = await Task.WhenAll(new[] { "spark1", "spark2" }.Select(
            node => Trust(store).TrustAsync(node, new("ssh-ed25519", Print), null, null, Cancel)));

        Assert.All(outcomes, outcome => Assert.IsType<SettingsOutcome.Saved>(outcome));
        Assert.All(store.Current.Nodes, node => Assert.Equal([new HostKey("ssh-ed25519", Print)], node.HostKeys));
    }

    [Fact]
    public async Task Another_address_needs_another_confirmation()
    {
        _files.Settings = "spark1_host: 192.168.1.41\n";
        using var store = await _files.OpenAsync();
        await Trust(store).TrustAsync("spark1", new("ssh-ed25519", Print), null, null, Cancel);

        await store.ChangeAsync("spark1_host", "192.168.1.42");

        Assert.Empty(store.Current.Spark1!.HostKeys);
    }

    [Fact]
    public async Task A_pin_is_made_even_when_known_hosts_cannot_be_written()
    {
        _files.Settings = "spark1_host: 192.168.1.41\n";
        using var store = await _files.OpenAsync();
        Directory.CreateDirectory(_files.Data.KnownHostsFile);

        var outcome = await Trust(store).TrustAsync("spark1", new("ssh-ed25519", Print), null, "AAAA", Cancel);

        Assert.IsType<SettingsOutcome.Saved>(outcome);
    }

    private HostTrust Trust(SettingsStore store) =>
        new(store, _files.Data, TimeProvider.System, NullLogger<HostTrust>.Instance);
}
