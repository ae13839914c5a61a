using System.Runtime.Versioning;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>Changes of settings: all of one or nothing, and none lost.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SettingsChangeTests : IDisposable
{
    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_change_on_an_older_revision_is_refused()
    {
        using var store = await _files.OpenAsync();
        var read = store.View.Revision;
        await store.ChangeAsync("vllm_port", "8001");

        var outcome = await store.ChangeAsync(
            read, new Dictionary<string, IReadOnlyList<string>?> { ["vllm_port"] = ["8002"] }, Cancel);

        Assert.Equal("moved", Assert.IsType<SettingsOutcome.Conflicting>(outcome).Code);
        Assert.Equal(8001, store.Current.VllmPort);
    }

    [Fact]
    public async Task A_change_on_a_file_that_was_edited_by_hand_is_refused()
    {
        using var store = await _files.OpenAsync();
        var read = store.View.Revision;
        _files.Settings += "spark1_host: 10.0.0.1\n";

        var outcome = await store.ChangeAsync(
            read, new Dictionary<string, IReadOnlyList<string>?> { ["vllm_port"] = ["8002"] }, Cancel);

        Assert.Equal("moved", Assert.IsType<SettingsOutcome.Conflicting>(outcome).Code);
        Assert.Equal("10.0.0.1", store.Current.Spark1?.Host);
    }

    [Fact]
    public async Task Settings_and_secrets_are_changed_together_or_not_at_all()
    {
        using var store = await _files.OpenAsync();
        var before = _files.Settings;
        Directory.CreateDirectory(_files.Data.SecretsFile);

        var outcome = await store.ChangeAsync(
            null, new Dictionary<string, IReadOnlyList<string>?> { ["vllm_port"] = ["8001"], ["hf_token"] = ["hf_abc"] }, Cancel);

        Assert.Equal(("not_written", 503), Assert.IsType<SettingsOutcome.Conflicting>(outcome) is var no ? (no.Code, no.Status) : default);
        Assert.Equal((before, 8888), (_files.Settings, store.Current.VllmPort));
        Assert.Empty(Directory.GetFiles(_files.Data.Path, ".*.tmp"));
    }

    [Fact]
    public async Task A_list_has_an_end()
    {
        using var store = await _files.OpenAsync();

        var outcome = await store.ChangeAsync("allowed_hosts", [.. Enumerable.Range(0, 101).Select(n => $"host{n}.example")]);

        Assert.Contains("100 values", Assert.IsType<SettingsOutcome.Refused>(outcome).Errors["allowed_hosts"][0]);
    }

    [Fact]
    public async Task One_bad_value_changes_nothing()
    {
        using var store = await _files.OpenAsync();
        var before = _files.Settings;

        var outcome = await store.ChangeAsync(
            null,
            new Dictionary<string, IReadOnlyList<string>?> { ["vllm_port"] = ["8001"], ["spark1_host"] = ["-oProxyCommand=x"], ["nonsense"] = ["1"] },
            Cancel);

        Assert.Equal(["nonsense", "spark1_host"], Assert.IsType<SettingsOutcome.Refused>(outcome).Errors.Keys.Order());
        Assert.Equal(before, _files.Settings);
    }

    [Fact]
    public async Task A_change_is_told_once_and_no_change_not_at_all()
    {
        using var store = await _files.OpenAsync();
        List<int> told = [];
        store.Changed += settings => told.Add(settings.VllmPort);

        await store.ChangeAsync("vllm_port", "8001");
        await store.ChangeAsync("vllm_port", "8001");
        await store.RereadAsync(Cancel);

        Assert.Equal([8001], told);
    }

    [Fact]
    public async Task A_file_that_is_edited_is_followed()
    {
        using var store = await _files.OpenAsync();
        var changed = new TaskCompletionSource<int>();
        store.Changed += settings => changed.TrySetResult(settings.VllmPort);
        store.Watch();

        _files.Settings += "vllm_port: 8044\n";

        Assert.Equal(8044, await changed.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
    }

    [Fact]
    public async Task Two_panels_on_one_directory_lose_no_change()
    {
        using var one = await _files.OpenAsync();
        using var other = await _files.OpenAsync();

        string[] numbers = ["vllm_port", "parakeet_port", "magpie_port", "spark1_port", "spark2_port"];
        await Task.WhenAll(numbers.Select((name, at) => (at % 2 == 0 ? one : other).ChangeAsync(name, $"{7000 + at}")));
        await one.RereadAsync(Cancel);

        Assert.Equal([7000, 7001, 7002, 7003, 7004], numbers.Select(name => (int)one.View.Values[name]!));
    }

    [Fact]
    public async Task What_killed_writers_have_left_is_removed_everywhere()
    {
        (await _files.OpenAsync()).Dispose();
        string[] left = [.. new[] { "", "ssh", "last-good" }.Select(directory => Path.Combine(_files.Data.Path, directory, ".x.yaml.tmp"))];
        foreach (var file in left) File.WriteAllText(file, "");

        (await _files.OpenAsync()).Dispose();

        Assert.All(left, file => Assert.False(File.Exists(file), file));
    }

    [Fact]
    public async Task The_previous_copy_is_kept_and_nothing_temporary_is_left()
    {
        using var store = await _files.OpenAsync();
        var before = _files.Settings;

        await store.ChangeAsync("vllm_port", "8001");

        Assert.Equal(before, File.ReadAllText(_files.Data.SettingsFile + ".previous"));
        Assert.Empty(Directory.GetFiles(_files.Data.Path, "*.tmp"));
    }
}
