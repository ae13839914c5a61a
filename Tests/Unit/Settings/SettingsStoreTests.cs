using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

[UnsupportedOSPlatform("windows")]
public sealed class SettingsStoreTests : IDisposable
{
    private const string Print = "SHA256:Yk3mQ0bUo1p0sT6wRr7cJ4zC1fXw9aVbGd2hLq8eN5M";
    private const string OtherPrint = "SHA256:t9DqV5nB2xKf8LzP0wGm7eHcR4aJsU1yQo6iTvXbN3E";
    private const string ThirdPrint = "SHA256:p0sT6wRr7cJ4zC1fXw9aVbGd2hLq8eN5MYk3mQ0bUo1";

    private readonly PanelFiles _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(null, null, null, 8888, SettingSource.Default)]
    [InlineData("8001", null, null, 8001, SettingSource.Environment)]
    [InlineData("8001", "8002", null, 8002, SettingSource.Settings)]
    [InlineData("8001", "8002", "8003", 8003, SettingSource.Startos)]
    [InlineData(" ", "8002", "\"\"", 8002, SettingSource.Settings)]
    [InlineData("8001", "''", "null", 8001, SettingSource.Environment)]
    [InlineData("", "", "\" \"", 8888, SettingSource.Default)]
    public async Task A_later_layer_wins_and_a_blank_is_unset(
        string? environment, string? settings, string? startos, int port, SettingSource source)
    {
        if (environment is not null) _files.Environment["VLLM_PORT"] = environment;
        if (settings is not null) _files.Settings = $"vllm_port: {settings}\n";
        if (startos is not null) _files.Startos = $$"""{ "vllm_port": {{startos}} }""";

        using var store = await _files.OpenAsync();

        Assert.Equal((port, source), (store.Current.VllmPort, store.View.Sources["vllm_port"]));
    }

    [Fact]
    public async Task Every_name_of_the_original_environment_is_read()
    {
        string[] variables =
        [
            "SPARK1_HOST=192.168.1.41", "SPARK1_USER=nik", "SPARK1_PORT=2222", $"SPARK1_HOST_KEY={Print}",
            "SPARK2_HOST=spark-2.lan", "SPARK2_USER=nik2",
            "PARAKEET_HOST=10.0.0.5", "PARAKEET_USER=p", "PARAKEET_CONTAINER=asr",
            "MAGPIE_HOST=10.0.0.6", "MAGPIE_USER=m", "MAGPIE_CONTAINER=tts", "MAGPIE_PORT=9001",
            "VLLM_PORT=8000", "VLLM_CONTAINER=vllm", "LAUNCHER_DIR=~/launcher", "DISABLED_SERVICES=parakeet, magpie"
        ];
        foreach (var variable in variables.Select(variable => variable.Split('=')))
        {
            _files.Environment[variable[0]] = variable[1];
        }

        using var store = await _files.OpenAsync();

        var settings = store.Current;
        Assert.Equal(("192.168.1.41", "nik", 2222), (settings.Spark1!.Host, settings.Spark1.User, settings.Spark1.Port));
        Assert.Equal([new HostKey("ssh-ed25519", Print)], settings.Spark1.HostKeys);
        Assert.Equal(("spark-2.lan", "nik2", 22), (settings.Spark2!.Host, settings.Spark2.User, settings.Spark2.Port));
        Assert.Equal(new() { Host = "10.0.0.5", User = "p", Container = "asr", Port = 8000 }, settings.Parakeet);
        Assert.Equal(new() { Host = "10.0.0.6", User = "m", Container = "tts", Port = 9001 }, settings.Magpie);
        Assert.Equal((8000, "vllm", "~/launcher"), (settings.VllmPort, settings.VllmContainer, settings.LauncherDir));
        Assert.Equal(["parakeet", "magpie"], settings.DisabledServices);
    }

    [Theory]
    [InlineData("spark1_host: [unclosed\n", 2)]
    [InlineData("spark1_host: spark.lan\nspark1_host: other.lan\n", 2)]
    [InlineData("a: &x 1\nspark1_host: *x\n", 1)]
    [InlineData("spark1_host: !!str spark.lan\n", 1)]
    [InlineData("- spark1_host\n", 1)]
    [InlineData("a: 1\n---\nb: 2\n", 2)]
    [InlineData("a: [[[[[[[[[[1]]]]]]]]]]\n", 1)]
    public async Task A_broken_file_keeps_the_last_good_values_and_says_its_line(string broken, int line)
    {
        _files.Settings = "spark1_host: 192.168.1.41\n";
        using var store = await _files.OpenAsync();

        _files.Settings = broken;
        await store.RereadAsync(Cancel);

        Assert.Equal("192.168.1.41", store.Current.Spark1?.Host);
        var problem = Assert.Single(store.Current.Problems);
        Assert.Equal(("settings.yaml", line), (problem.File, problem.Line));
    }

    [Fact]
    public async Task A_broken_file_keeps_the_last_good_values_over_a_restart()
    {
        _files.Settings = "spark1_host: 192.168.1.41\npanel_id: abcdef0123456789\n";
        (await _files.OpenAsync()).Dispose();

        _files.Settings = "spark1_host: {\npanel_id: abcdef0123456789\n";
        using var store = await _files.OpenAsync();

        Assert.Equal(("192.168.1.41", "abcdef0123456789"), (store.Current.Spark1?.Host, store.Current.PanelId));
    }

    [Fact]
    public async Task A_bad_value_keeps_its_last_good_one_and_the_rest_of_the_file_is_used()
    {
        _files.Settings = "vllm_port: 8001\nspark1_host: 192.168.1.41\n";
        using var store = await _files.OpenAsync();

        _files.Settings = "# mine\nvllm_port: 99999\nspark1_host: 192.168.1.42\n";
        await store.RereadAsync(Cancel);

        Assert.Equal((8001, "192.168.1.42"), (store.Current.VllmPort, store.Current.Spark1?.Host));
        Assert.Equal(2, Assert.Single(store.Current.Problems).Line);
    }

    [Fact]
    public async Task A_mended_file_is_in_force_again()
    {
        _files.Settings = "vllm_port: {";
        using var store = await _files.OpenAsync();

        _files.Settings = "vllm_port: 8002";
        await store.RereadAsync(Cancel);

        Assert.Equal(8002, store.Current.VllmPort);
        Assert.Empty(store.Current.Problems);
    }

    [Fact]
    public async Task Nothing_is_written_over_a_broken_file()
    {
        _files.Settings = "vllm_port: {";
        using var store = await _files.OpenAsync();

        var outcome = await store.ChangeAsync("spark1_host", "192.168.1.41");

        Assert.Equal("unreadable", Assert.IsType<SettingsOutcome.Conflicting>(outcome).Code);
        Assert.Equal("vllm_port: {", _files.Settings);
    }

    [Fact]
    public async Task A_file_above_256_KiB_is_not_read()
    {
        _files.Settings = "vllm_port: 8002\n#" + new string('x', 256 * 1024);

        using var store = await _files.OpenAsync();

        Assert.Equal(8888, store.Current.VllmPort);
        Assert.Contains("256 KiB", Assert.Single(store.Current.Problems).Problem);
    }

    [Fact]
    public async Task A_bad_variable_is_told_and_the_default_holds()
    {
        _files.Environment["VLLM_PORT"] = "eighty";

        using var store = await _files.OpenAsync();

        Assert.Equal(8888, store.Current.VllmPort);
        Assert.Equal("environment", Assert.Single(store.Current.Problems).File);
    }

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
    public async Task What_StartOS_sets_is_read_only_and_says_where_to_change_it()
    {
        _files.Startos = """{ "spark1_host": "192.168.1.41", "spark2_host": "" }""";
        using var store = await _files.OpenAsync();

        var refused = await store.ChangeAsync("spark1_host", "192.168.1.99");
        var saved = await store.ChangeAsync("spark2_host", "192.168.1.42");

        var conflict = Assert.IsType<SettingsOutcome.Conflicting>(refused);
        Assert.Equal("read_only", conflict.Code);
        Assert.Contains("Configure Sparks", conflict.Detail);
        Assert.Equal(["spark1_host"], store.Current.ReadOnly.Keys);
        Assert.IsType<SettingsOutcome.Saved>(saved);
    }

    [Theory]
    [InlineData("70000")]
    [InlineData("{}")]
    public async Task What_StartOS_sets_wrongly_is_read_only_all_the_same(string value)
    {
        _files.Startos = $$"""{ "vllm_port": {{value}} }""";
        using var store = await _files.OpenAsync();

        var refused = await store.ChangeAsync("vllm_port", "8001");

        Assert.Equal("read_only", Assert.IsType<SettingsOutcome.Conflicting>(refused).Code);
    }

    [Theory]
    [InlineData("""{ "\ud800": "x" }""")]
    [InlineData("""{ "spark1_host": "\ud800" }""")]
    public async Task Half_a_character_in_the_file_of_StartOS_is_told(string text)
    {
        _files.Startos = text;

        using var store = await _files.OpenAsync();

        Assert.Equal("startos.json", Assert.Single(store.Current.Problems).File);
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
    public async Task The_panel_id_is_made_once()
    {
        var first = await _files.OpenAsync();
        first.Dispose();

        using var second = await _files.OpenAsync();

        Assert.Matches("^[0-9a-f]{16}$", second.Current.PanelId);
        Assert.Equal(first.Current.PanelId, second.Current.PanelId);
    }

    [Theory]
    [InlineData("vllm_port: 8001 # \u00ff", true)]
    [InlineData("{}", false)]
    [InlineData("{ vllm_port: 8001 }", false)]
    [InlineData("", false)]
    [InlineData("vllm_port: {", false)]
    public async Task The_panel_id_stays_whatever_becomes_of_the_file(string text, bool isLatin1)
    {
        var first = await _files.OpenAsync();
        first.Dispose();
        File.WriteAllText(_files.Data.SettingsFile, text, isLatin1 ? System.Text.Encoding.Latin1 : new System.Text.UTF8Encoding(false));

        using var second = await _files.OpenAsync();

        Assert.Equal(first.Current.PanelId, second.Current.PanelId);
    }

    [Fact]
    public async Task The_panel_id_of_a_file_that_grew_too_large_is_known()
    {
        var first = await _files.OpenAsync();
        first.Dispose();
        _files.Settings += "#" + new string('x', 256 * 1024);

        using var second = await _files.OpenAsync();

        Assert.Equal(first.Current.PanelId, second.Current.PanelId);
    }

    [Fact]
    public async Task A_file_in_braces_is_told_left_alone_and_no_reason_not_to_start()
    {
        _files.Settings = "{ vllm_port: 8001 }";
        using var store = await _files.OpenAsync();
        var told = store.Current.Problems;

        _files.Settings = "vllm_port: 8002\n";
        await store.RereadAsync(Cancel);

        Assert.Contains("braces", Assert.Single(told).Problem);
        Assert.Matches("^[0-9a-f]{16}$", store.Current.PanelId);
        Assert.Empty(store.Current.Problems);
    }

    [Fact]
    public async Task A_key_that_cannot_be_read_is_told_and_no_reason_not_to_start()
    {
        _files.Environment["SSH_KEY_PATH"] = _files.Data.Path;

        using var store = await _files.OpenAsync();

        Assert.Null(store.KeyPair.PublicKey);
        Assert.Equal(_files.Data.Path, Assert.Single(store.Current.Problems).File);
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
    public async Task Panels_that_start_at_once_share_one_id_and_one_key()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _files.OpenAsync())));

        Assert.Single(stores.Select(store => (store.Current.PanelId, store.KeyPair.PublicKey)).Distinct());
        foreach (var store in stores) store.Dispose();
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

    [Fact]
    public async Task A_secret_is_kept_for_its_owner_alone_and_never_shown()
    {
        using var store = await _files.OpenAsync();

        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");

        Assert.Equal("hf_abcdefghijklmnop", store.Secret("hf_token"));
        Assert.Equal(new KeptSecret(true), store.View.Secrets["hf_token"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_files.Data.SecretsFile));
        Assert.DoesNotContain("hf_abc", _files.Settings);
        Assert.DoesNotContain("hf_abc", System.Text.Json.JsonSerializer.Serialize(store.View));
        Assert.DoesNotContain("nop", System.Text.Json.JsonSerializer.Serialize(store.View));
    }

    [Fact]
    public async Task A_secret_is_forgotten_when_it_is_blank()
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");

        await store.ChangeAsync("hf_token", "");

        Assert.Null(store.Secret("hf_token"));
        Assert.DoesNotContain("hf_abc", File.ReadAllText(_files.Data.SecretsFile));
    }

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
    public async Task A_new_key_takes_the_place_of_the_one_that_it_is_said_to_replace_and_of_no_other(string? replaces, bool isTaken)
    {
        _files.Settings = $"spark1_host: 192.168.1.41\nspark1_host_key:\n  - ssh-ed25519 {Print}\n  - ssh-rsa {ThirdPrint}\n";
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
    public void A_data_directory_that_cannot_be_written_is_told_at_the_start()
    {
        _files.Settings = "";

        var refused = Assert.Throws<CannotStartException>(() => DataDirectory.Resolve(_files.Data.SettingsFile + "/below"));

        Assert.Contains("DATA_DIR", refused.Message);
    }

    [Fact]
    public async Task A_broken_secrets_file_is_told_without_a_word_of_it()
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");
        File.WriteAllText(_files.Data.SecretsFile, "hf_token: x\nhf_token: hf_secret\n hf_more");

        await store.RereadAsync(Cancel);

        Assert.Equal("hf_abcdefghijklmnop", store.Secret("hf_token"));
        Assert.DoesNotContain("hf_", Assert.Single(store.Current.Problems).Problem);
    }

    [Theory]
    [InlineData("hf_token: hf with space\n")]
    [InlineData("hf_token: [hf_other]\n")]
    public async Task A_secret_that_was_spoilt_keeps_its_last_good_value(string text)
    {
        using var store = await _files.OpenAsync();
        await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");
        File.WriteAllText(_files.Data.SecretsFile, text);

        await store.RereadAsync(Cancel);

        Assert.Equal("hf_abcdefghijklmnop", store.Secret("hf_token"));
        Assert.DoesNotContain("hf_", Assert.Single(store.Current.Problems).Problem);
    }

    [Fact]
    public async Task Secrets_that_were_opened_to_others_are_closed_again()
    {
        using var store = await _files.OpenAsync();
        File.WriteAllText(_files.Data.SecretsFile, "hf_token: hf_abc\n");
        File.SetUnixFileMode(_files.Data.SecretsFile, (UnixFileMode)0b110_100_100);

        await store.RereadAsync(Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_files.Data.SecretsFile));
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

    [Fact]
    public async Task A_demo_knows_the_simulated_pair_only()
    {
        _files.Environment["SPARK1_HOST"] = "192.168.1.41";
        _files.Startos = """{ "spark2_host": "192.168.1.42" }""";

        using var store = await _files.OpenAsync(Demo);
        var outcome = await store.ChangeAsync("spark1_host", "192.168.1.41");

        Assert.Equal(("127.0.0.1", null, true), (store.Current.Spark1?.Host, store.Current.Spark2, store.Current.Demo));
        Assert.NotNull(store.Current.Spark1!.Local);
        Assert.IsType<SettingsOutcome.Refused>(outcome);
    }

    [Fact]
    public async Task A_demo_does_not_start_on_the_files_of_a_real_pair()
    {
        _files.Settings = "spark1_host: 192.168.1.41\n";

        var refused = await Assert.ThrowsAsync<CannotStartException>(() => _files.OpenAsync(Demo));

        Assert.Contains("spark1_host", refused.Message);
    }

    [Theory]
    [InlineData("spark1_host: [192.168.1.41\n", "cannot be read")]
    [InlineData("spark1_host: 192.168.1.420\n", "spark1_host")]
    public async Task A_demo_does_not_start_on_files_that_may_be_those_of_a_real_pair(string settings, string reason)
    {
        _files.Settings = settings;

        var refused = await Assert.ThrowsAsync<CannotStartException>(() => _files.OpenAsync(Demo));

        Assert.Contains(reason, refused.Message);
    }

    [Fact]
    public async Task A_real_host_that_is_written_while_a_demo_runs_does_not_come_into_force()
    {
        using var store = await _files.OpenAsync(Demo);
        _files.Settings += "spark1_host: 192.168.1.41\nspark2_host: 192.168.1.42\n";

        await store.RereadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("127.0.0.1", null), (store.Current.Spark1?.Host, store.Current.Spark2));
        Assert.Equal(2, store.Current.Problems.Count(problem => problem.Problem.Contains("simulated pair only")));
    }

    private HostTrust Trust(SettingsStore store) => new(store, _files.Data, TimeProvider.System, NullLogger<HostTrust>.Instance);

    private static DemoPair Demo => new(
        new Dictionary<string, string> { ["spark1_host"] = "127.0.0.1" },
        new Dictionary<string, LocalShellSettings> { ["spark1"] = new() });
}
