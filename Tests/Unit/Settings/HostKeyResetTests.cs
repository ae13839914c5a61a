using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>StartOS's action that forgets the pinned host keys.</summary>
public sealed class HostKeyResetTests : IDisposable
{
    private const string Pin = "ssh-ed25519 SHA256:Yk3mQ0bUo1p0sT6wRr7cJ4zC1fXw9aVbGd2hLq8eN5M";
    private const string Pinned = $"# mine\nspark1_host: 192.168.1.41\nspark1_host_key: [\"{Pin}\"]\nspark2_host: 192.168.1.42\nspark2_host_key:\n  - {Pin}\n";

    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Pinned_keys_are_forgotten_when_it_is_asked_for()
    {
        _files.Settings = Pinned;
        using var store = await _files.OpenAsync();
        await File.WriteAllTextAsync(
            _files.Data.KnownHostsFile, "192.168.1.41 ssh-ed25519 AAAA\nother ssh-ed25519 BBBB\n", Cancel);

        _files.Startos = """{ "host_keys_reset_at": "2026-05-17T08:30:00.000Z" }""";
        await store.RereadAsync(Cancel);

        Assert.All(store.Current.Nodes, node => Assert.Empty(node.HostKeys));
        Assert.DoesNotContain("SHA256", _files.Settings, StringComparison.Ordinal);
        Assert.StartsWith("# mine\nspark1_host: 192.168.1.41\n", _files.Settings, StringComparison.Ordinal);
        Assert.Equal("other ssh-ed25519 BBBB\n", await File.ReadAllTextAsync(_files.Data.KnownHostsFile, Cancel));
        Assert.Empty(store.Current.Problems);
    }

    [Fact]
    public async Task A_key_that_was_confirmed_afterwards_stays_over_restarts_until_the_next_reset()
    {
        _files.Settings = Pinned;
        _files.Startos = """{ "host_keys_reset_at": "2026-05-17T08:30:00Z", "password_hash": "x" }""";
        using (var store = await _files.OpenAsync())
        {
            await new HostTrust(store, _files.Data, TimeProvider.System, NullLogger<HostTrust>.Instance)
                .TrustAsync("spark1", new("ssh-ed25519", Pin.Split(' ')[1]), null, null, Cancel);
            await store.RereadAsync(Cancel);
            Assert.Single(store.Current.Spark1!.HostKeys);
        }

        using (var store = await _files.OpenAsync()) Assert.Single(store.Current.Spark1!.HostKeys);

        _files.Startos = """{ "host_keys_reset_at": "2026-05-18T08:30:00Z" }""";
        using (var store = await _files.OpenAsync()) Assert.Empty(store.Current.Spark1!.HostKeys);
    }

    [Theory]
    [InlineData("2026-05-17T08:30:00Z", null, true)]
    [InlineData("2026-05-17T08:30:00Z", "2026-05-17T08:30:00.0000000Z", false)]
    [InlineData("2026-05-17T08:30:01Z", "2026-05-17T08:30:00.0000000Z", true)]
    [InlineData("2026-05-16T08:30:00Z", "2026-05-17T08:30:00.0000000Z", false)]
    [InlineData("2026-05-16T08:30:00Z", "2096-05-17T08:30:00.0000000Z", true)]
    [InlineData("2026-05-16T08:30:00Z", "nonsense", true)]
    [InlineData(null, "2026-05-17T08:30:00.0000000Z", false)]
    public void A_reset_is_due_once(string? asked, string? done, bool isDue)
    {
        var settings = done is null ? null : $"panel_id: abcdefgh\nhost_keys_reset_at: \"{done}\" # by the panel\n";
        DateTimeOffset? moment = asked is null ? null
            : DateTimeOffset.Parse(asked, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(isDue, HostKeyReset.IsDue(moment, settings, new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    public async Task A_blank_moment_asks_for_nothing(string value)
    {
        _files.Settings = Pinned;
        _files.Startos = $$"""{ "host_keys_reset_at": {{value}} }""";
        using var store = await _files.OpenAsync();

        Assert.Single(store.Current.Spark1!.HostKeys);
        Assert.Empty(store.Current.Problems);
    }

    [Theory]
    [InlineData("\"yesterday\"")]
    [InlineData("\"12:30\"")]
    [InlineData("5")]
    [InlineData("{}")]
    public async Task A_moment_that_cannot_be_read_is_told_and_forgets_nothing(string value)
    {
        _files.Settings = Pinned;
        _files.Startos = $$"""{ "host_keys_reset_at": {{value}} }""";
        using var store = await _files.OpenAsync();

        Assert.Single(store.Current.Spark1!.HostKeys);
        Assert.Equal("startos.json", Assert.Single(store.Current.Problems).File);
    }

    [Theory]
    [InlineData("\"$argon2id$v=19\"")]
    [InlineData("null")]
    [InlineData("{ \"salt\": 1 }")]
    public async Task A_password_hash_is_nothing_to_complain_of(string value)
    {
        _files.Startos = $$"""{ "password_hash": {{value}}, "spark1_host": "192.168.1.41" }""";
        using var store = await _files.OpenAsync();

        Assert.Empty(store.Current.Problems);
        Assert.Equal("192.168.1.41", store.Current.Spark1!.Host);
    }

    [Fact]
    public async Task Keys_that_cannot_be_taken_out_of_the_file_are_not_in_force_and_go_once_they_can()
    {
        _files.Settings = Pinned;
        using var store = await _files.OpenAsync();
        _files.Settings += "vllm_port: [\n";
        _files.Startos = """{ "host_keys_reset_at": "2026-05-17T08:30:00Z" }""";
        await store.RereadAsync(Cancel);
        var broken = store.Current;

        _files.Settings = Pinned;
        await store.RereadAsync(Cancel);

        Assert.Equal("192.168.1.41", broken.Spark1!.Host);
        Assert.Empty(broken.Spark1.HostKeys);
        Assert.Empty(store.Current.Spark1!.HostKeys);
        Assert.DoesNotContain("SHA256", _files.Settings, StringComparison.Ordinal);
    }
}
