using System.Runtime.Versioning;
using System.Text;
using SparkControl.Contracts;
using SparkControl.ControlApi.Import;
using Xunit;

namespace SparkControl.Tests.Unit.Import;

/// <summary>The files of the original at the first start.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ImporterTests : IDisposable
{
    private const string Config = "SPARK1_HOST: 192.168.1.41\nSPARK1_USER: ada\n";
    private const string Log = """[{"ts":1779006600,"service":"vllm","from":"healthy","to":"down"},{"ts":1779006601,"service":"vllm","ok":true}]""";
    private const string Models = "qwen36: { max_model_len: 65536 }\n";
    private const string Key =
        "-----BEGIN OPENSSH PRIVATE KEY-----\nnot a real one\n-----END OPENSSH PRIVATE KEY-----\n";

    private readonly OldPanel _panel = new();

    public void Dispose() => _panel.Dispose();

    [Fact]
    public async Task A_panel_without_old_files_starts_as_ever()
    {
        var record = await _panel.ImportAsync();

        Assert.Null(record.Report);
        Assert.All(Directory.GetFileSystemEntries(_panel.Data.Path),
            path => Assert.Equal(".writing", Path.GetFileName(path)));
    }

    [Fact]
    public async Task All_files_are_taken_over_once_and_stay_as_originals()
    {
        Prepare();

        var record = await _panel.ImportAsync();
        var again = await _panel.ImportAsync();

        Assert.Equal(
            [
                ("connectivity.json", "change of state", 1), ("connectivity.json", "report of an app", 1),
                ("models-overrides.yaml", "settings of qwen36", null),
                ("sparkConfig.yaml", "spark1_host: 192.168.1.41", null),
                ("sparkConfig.yaml", "spark1_user: ada", null),
                ("ssh/id_ed25519", "the key for the Sparks, as it is", (int?)null)
            ],
            record.Taken.Select(part => (part.File, part.What, part.Count)).Order());
        Assert.Equal(["jobs.db", "ssh/known_hosts"], record.Kept.Select(part => part.File));
        Assert.Equal(
            (Config, Log, Models),
            (_panel.Read("sparkConfig.yaml.original"), _panel.Read("connectivity.json.original"),
                _panel.Read("models-overrides.yaml.original")));
        Assert.Equal("what", _panel.Read("jobs.db"));
        Assert.Equal("192.168.1.41 ssh-ed25519 AAAA\n", _panel.Read("ssh/known_hosts.original"));
        Assert.Equal(
            (record.At, record.Taken.Count, record.Kept.Count), (again.At, again.Taken.Count, again.Kept.Count));
    }

    [Fact]
    public async Task The_key_is_taken_as_it_is_and_closed_to_others()
    {
        Prepare();
        File.SetUnixFileMode(_panel.Data.SshKeyFile, (UnixFileMode)Convert.ToInt32("644", 8));

        await _panel.ImportAsync();

        Assert.Equal(Key, _panel.Read("ssh/id_ed25519"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_panel.Data.SshKeyFile));
    }

    [Theory]
    [InlineData("", "ssh/nvsync.key")]
    [InlineData("SSH_KEY_PATH: /data/ssh/nvsync.key\n", "ssh/nvsync.key")]
    public async Task A_key_of_another_name_is_copied_and_stays(string config, string file)
    {
        _panel.Write("sparkConfig.yaml", Config + config);
        _panel.Write(file, Key);
        _panel.Write($"{file}.pub", "ssh-ed25519 AAAA me\n");
        if (config.Length > 0) _panel.Write("ssh/other", Key);

        var record = await _panel.ImportAsync();

        Assert.Contains(new TakenPart(file, "the key for the Sparks, as ssh/id_ed25519"), record.Taken);
        Assert.Equal((Key, Key, "ssh-ed25519 AAAA me\n"),
            (_panel.Read(file), _panel.Read("ssh/id_ed25519"), _panel.Read("ssh/id_ed25519.pub")));
    }

    [Theory]
    [InlineData("ssh/nvsync.key")]
    [InlineData("ssh/id_ed25519")]
    public async Task The_public_half_that_it_came_without_lies_beside_it_after_the_start(string file)
    {
        using var other = new OldPanel();
        (await other.OpenAsync()).Dispose();
        _panel.Write("sparkConfig.yaml", Config);
        _panel.Write(file, other.Read("ssh/id_ed25519"));

        await _panel.ImportAsync();
        (await _panel.OpenAsync()).Dispose();

        Assert.Equal(other.Read("ssh/id_ed25519.pub"), _panel.Read("ssh/id_ed25519.pub"));
    }

    [Fact]
    public async Task A_directory_with_nothing_but_a_key_is_taken_over_too()
    {
        _panel.Write("ssh/nvsync.key", Key);
        _panel.Write("jobs.db", "what");

        var record = await _panel.ImportAsync();
        (await _panel.OpenAsync()).Dispose();
        var again = await _panel.ImportAsync();

        Assert.Equal([new TakenPart("ssh/nvsync.key", "the key for the Sparks, as ssh/id_ed25519")], record.Taken);
        Assert.Equal(["jobs.db"], record.Kept.Select(part => part.File));
        Assert.Equal((Key, Key), (_panel.Read("ssh/nvsync.key"), _panel.Read("ssh/id_ed25519")));
        Assert.Equal(record.At, again.At);
    }

    [Fact]
    public async Task A_key_that_was_put_there_for_this_panel_is_no_old_file()
    {
        _panel.Write("ssh/id_ed25519", Key);
        _panel.Write("ssh/id_ed25519.pub", "ssh-ed25519 AAAA me\n");

        Assert.Null((await _panel.ImportAsync()).Report);
    }

    [Fact]
    public async Task No_more_of_the_log_is_said_to_be_taken_than_the_log_of_this_panel_keeps()
    {
        _panel.Environment["Connectivity:Kept"] = "1";
        _panel.Write("connectivity.json", Log);

        var record = await _panel.ImportAsync();

        Assert.Equal([new TakenPart("connectivity.json", "report of an app", 1)], record.Taken);
        Assert.Equal("The log holds 1 lines: these are older.", Assert.Single(record.Kept).Why);
        Assert.Equal(1, Assert.Single(record.Logs).Count);
    }

    [Fact]
    public async Task When_it_was_is_among_the_settings_for_the_page_to_tell()
    {
        _panel.Write("sparkConfig.yaml", Config);

        var record = await _panel.ImportAsync();
        using var store = await _panel.OpenAsync(record);

        Assert.Equal(record.At, store.Current.ImportedAt);
        Assert.Contains("\"imported_at\":\"", Wire.Write(store.Current), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_keys_none_is_guessed()
    {
        _panel.Write("sparkConfig.yaml", Config);
        _panel.Write("ssh/one", Key);
        _panel.Write("ssh/two", Key);

        var record = await _panel.ImportAsync();

        Assert.Equal(["ssh/one", "ssh/two"], record.Kept.Select(part => part.File));
        Assert.False(File.Exists(_panel.Data.SshKeyFile));
    }

    [Theory]
    [InlineData("ssh/id_ed25519", false)]
    [InlineData("ssh/zeta.key", false)]
    [InlineData("ssh/zeta.key", true)]
    public async Task Whatever_else_lies_beside_the_key_is_told(string key, bool isSet)
    {
        _panel.Write("sparkConfig.yaml", Config + (key == "ssh/zeta.key" ? $"SSH_KEY_PATH: /data/{key}\n" : ""));
        if (isSet) _panel.Environment["SSH_KEY_PATH"] = "/run/secrets/key";
        _panel.Write(key, Key);
        _panel.Write($"{key}.pub", "ssh-ed25519 AAAA me\n");
        _panel.Write("ssh/nvsync.key", Key);
        _panel.Write("ssh/nvsync.key.pub", "ssh-ed25519 BBBB me\n");
        _panel.Write("ssh/config", "Host spark1\n");
        _panel.Write("ssh/sockets/one", "");
        _panel.Write("ssh/known_hosts", "192.168.1.41 ssh-ed25519 AAAA\n");

        var record = await _panel.ImportAsync();

        var of = record.Kept.Where(part => part.File.StartsWith("ssh/", StringComparison.Ordinal))
            .Select(part => (part.File, part.What));
        (string, string)[] keys = isSet ? [(key, "a private key")] : [];
        Assert.Equal(
            [
                ("ssh/config", "the whole file"), ("ssh/known_hosts", "the Sparks' host keys"),
                ("ssh/nvsync.key", "a private key"), ("ssh/sockets/", "the whole directory"), .. keys
            ],
            of.Order());
    }

    [Fact]
    public async Task Whoever_was_killed_on_the_way_begins_again_and_ends_with_the_same()
    {
        Prepare();
        var whole = await _panel.ImportAsync();
        var (settings, models) = (_panel.Read("settings.yaml"), _panel.Read("models-overrides.yaml"));

        // As if killed before the record was written, with some or all of the rest done.
        foreach (var undo in (Action[])[() => { }, () => File.Delete(_panel.Data.SettingsFile), () => File.Delete(_panel.Data.ModelOverridesFile), PutBack])
        {
            File.Delete(_panel.Data.ImportFile);
            undo();
            var record = await _panel.ImportAsync();

            Assert.Equal(whole.Taken.OrderBy(part => part.ToString()), record.Taken.OrderBy(part => part.ToString()));
            Assert.Equal(whole.Kept, record.Kept);
            Assert.Equal(
                whole.Logs.Select(log => (log.Digest, log.Count)), record.Logs.Select(log => (log.Digest, log.Count)));
            Assert.Equal((settings, models), (_panel.Read("settings.yaml"), _panel.Read("models-overrides.yaml")));
        }

        void PutBack() => File.Move(_panel.Of("connectivity.json.original"), _panel.Of("connectivity.json"));
    }

    [Fact]
    public async Task Files_that_come_a_second_time_are_read_and_lose_nothing_of_the_first()
    {
        Prepare();
        await _panel.ImportAsync();
        (await _panel.OpenAsync()).Dispose();
        _panel.Write("sparkConfig.yaml", "SPARK1_HOST: 192.168.1.50\nSPARK2_HOST: 192.168.1.42\n");

        var record = await _panel.ImportAsync();

        Assert.Equal(Config, _panel.Read("sparkConfig.yaml.original"));
        Assert.Contains(new TakenPart("sparkConfig.yaml", "spark2_host: 192.168.1.42"), record.Taken);
        Assert.Contains(new TakenPart("connectivity.json", "report of an app", 1), record.Taken);
        Assert.Contains(record.Kept, part => part is { File: "sparkConfig.yaml", What: "spark1_host" });
        using var store = await _panel.OpenAsync();
        Assert.Equal(("192.168.1.41", "192.168.1.42"), (store.Current.Spark1!.Host, store.Current.Spark2!.Host));
    }

    [Fact]
    public async Task Nothing_is_written_over_settings_that_cannot_be_read_and_the_next_start_tries_again()
    {
        _panel.Write("sparkConfig.yaml", Config);
        _panel.Write("settings.yaml", "vllm_port: [\n");

        var first = await _panel.ImportAsync();
        var text = _panel.Read("settings.yaml");
        _panel.Write("settings.yaml", "vllm_port: 8889\n");
        var second = await _panel.ImportAsync();

        Assert.Equal("vllm_port: [\n", text);
        Assert.Empty(first.Taken);
        Assert.EndsWith("The next start tries again.", Assert.Single(first.Kept).Why, StringComparison.Ordinal);
        Assert.Equal((2, 0), (second.Taken.Count, second.Kept.Count));
    }

    [Theory]
    [InlineData("ssh/nvsync.key", true)]
    [InlineData("ssh/nvsync.key", false)]
    [InlineData("ssh/id_ed25519", true)]
    public async Task A_first_import_that_failed_is_done_whole_at_the_next_start(string key, bool isPublished)
    {
        _panel.Write("sparkConfig.yaml", Config);
        _panel.Write("models-overrides.yaml", Models);
        _panel.Write("jobs.db", "what");
        _panel.Write(key, Key);
        if (isPublished) _panel.Write($"{key}.pub", "ssh-ed25519 AAAA me\n");
        foreach (var taken in OldFiles.Originals("sparkConfig.yaml")) _panel.Write(taken, "");

        var failed = await _panel.ImportAsync();
        (await _panel.OpenAsync()).Dispose();
        var made = _panel.Read("ssh/id_ed25519");
        foreach (var taken in OldFiles.Originals("sparkConfig.yaml")) File.Delete(_panel.Of(taken));
        var record = await _panel.ImportAsync();
        var again = await _panel.ImportAsync();

        Assert.Null(failed.Report);
        Assert.Contains("settings of qwen36", record.Taken.Select(part => part.What));
        Assert.Contains("spark1_host: 192.168.1.41", record.Taken.Select(part => part.What));
        Assert.Contains(key, record.Taken.Select(part => part.File));
        Assert.Contains("jobs.db", record.Kept.Select(part => part.File));
        Assert.Equal(Key, _panel.Read("ssh/id_ed25519"));
        Assert.Equal(isPublished, File.Exists(_panel.Of("ssh/id_ed25519.pub")));
        Assert.Equal(made, made == Key ? Key : _panel.Read("ssh/id_ed25519.previous"));
        Assert.Equal(made == Key, !record.Kept.Any(part => part.File == "ssh/id_ed25519.previous"));
        Assert.Equal(record.At, again.At);
        Assert.False(File.Exists(_panel.Data.FailedImportFile));
    }

    [Fact]
    public async Task Where_the_original_had_no_key_the_one_that_was_made_meanwhile_stays()
    {
        _panel.Write("sparkConfig.yaml", Config);
        foreach (var taken in OldFiles.Originals("sparkConfig.yaml")) _panel.Write(taken, "");

        await _panel.ImportAsync();
        (await _panel.OpenAsync()).Dispose();
        var made = _panel.Read("ssh/id_ed25519");
        File.Delete(_panel.Of("sparkConfig.yaml.original"));
        var record = await _panel.ImportAsync();

        Assert.Equal(made, _panel.Read("ssh/id_ed25519"));
        Assert.DoesNotContain(record.Taken, part => part.File.StartsWith("ssh/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whatever_nobody_knows_is_listed_and_nothing_of_this_panel_is()
    {
        _panel.Write("sparkConfig.yaml", Config);
        _panel.Write("backup.tar.gz", "");
        _panel.Write("notes", "");
        _panel.Write("voices/ada.wav", "");
        foreach (var own in (string[])[
            "settings.yaml.previous", "standalone.lock", "standalone.holder", "redis/log/0", "cache/up", "last-good/x",
            ".settings.yaml.a1b2.tmp", "models-overrides.yaml.original.2"])
        {
            _panel.Write(own, "");
        }

        var record = await _panel.ImportAsync();

        Assert.Equal(
            [("backup.tar.gz", "the whole file"), ("notes", "the whole file"), ("voices/", "the whole directory")],
            record.Kept.Where(part => part.Why.StartsWith("SparkControl does not know it", StringComparison.Ordinal))
                .Select(part => (part.File, part.What)));
    }

    [Fact]
    public async Task Of_very_many_such_files_most_are_counted()
    {
        _panel.Write("sparkConfig.yaml", Config);
        for (var i = 0; i < 200; i++) _panel.Write($"core.{i}", "");

        var record = await _panel.ImportAsync();

        Assert.Equal(61, record.Kept.Count);
        Assert.Equal(("others", "140 more"), (record.Kept[^1].File, record.Kept[^1].What));
    }

    [Fact]
    public async Task Garbage_of_any_kind_is_kept_and_never_ends_the_start()
    {
        var random = new Random(20260517);
        for (var round = 0; round < 200; round++)
        {
            using var panel = new OldPanel();
            var files = OldFiles.All.ToDictionary(name => name, name => Garbage(random, name));
            foreach (var (name, bytes) in files) panel.Write(name, bytes);

            var record = await panel.ImportAsync();

            using var store = await panel.OpenAsync();
            Assert.DoesNotContain(store.Current.Problems, problem => problem.File == "settings.yaml");
            foreach (var (name, bytes) in files)
            {
                var original = panel.Of($"{name}.original");
                Assert.Equal(bytes, File.ReadAllBytes(File.Exists(original) ? original : panel.Of(name)));
                Assert.True(
                    !File.Exists(original) || record.Done.Contains($"{name}.original"), $"round {round}: {name}");
            }

            Assert.All(record.Kept, part => Assert.True(part.What.Length <= 120 && part.Why.Length <= 300));
        }
    }

    // Good texts with bytes changed, cut, doubled, or nothing but bytes.
    private static byte[] Garbage(Random random, string name)
    {
        var seed = Encoding.UTF8.GetBytes(name == OldFiles.Connectivity ? Log : name == OldFiles.Models ? Models
            : name.EndsWith(".json", StringComparison.Ordinal)
                ? """{"SPARK1_HOST":"192.168.1.41","spark2":{"host":null},"x":[1,{"y":true}]}""" : Config);
        switch (random.Next(5))
        {
            case 0:
                var noise = new byte[random.Next(200)];
                random.NextBytes(noise);
                return noise;
            case 1:
                return seed[..random.Next(seed.Length)];
            case 2:
                for (var i = random.Next(1, 6); i > 0; i--) seed[random.Next(seed.Length)] = (byte)random.Next(256);
                return seed;
            case 3:
                var at = random.Next(seed.Length);
                return [.. seed[..at], .. Encoding.UTF8.GetBytes(random.GetItems<string>(
                    ["{", "[", "\"", "\n", ": ", "\\ud800", "&a", "*a", "!!x", "\t", "}"], 1)[0]), .. seed[at..]];
            default:
                return [.. seed, .. seed];
        }
    }

    private void Prepare()
    {
        _panel.Write("sparkConfig.yaml", Config);
        _panel.Write("connectivity.json", Log);
        _panel.Write("models-overrides.yaml", Models);
        _panel.Write("ssh/id_ed25519", Key);
        _panel.Write("ssh/known_hosts", "192.168.1.41 ssh-ed25519 AAAA\n");
        _panel.Write("jobs.db", "what");
    }
}
