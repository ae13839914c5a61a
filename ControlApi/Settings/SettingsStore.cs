using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>The settings in force. It alone reads and writes their files, and says when they have changed.</summary>
internal sealed partial class SettingsStore : IDisposable
{
    private const string PanelId = "panel_id";

    private readonly DataDirectory _data;
    private readonly DemoPair? _demo;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly FileContent<SettingsLayer> _environment;
    private readonly UserFile<SettingsLayer> _settings;
    private readonly UserFile<SettingsLayer> _startos;
    private readonly UserFile<IReadOnlyDictionary<string, string>> _secrets;
    private readonly DateTimeOffset _startedAt;

    private string _panelId = "";
    private string _published = "";
    private SettingsSnapshot _snapshot = new(new Dictionary<SettingSource, SettingsLayer>());
    private DirectoryWatch? _watch;

    private SettingsStore(
        DataDirectory data, Func<string, string?> variable, DemoPair? demo, TimeProvider time, ILogger logger)
    {
        (_data, _demo, _time, _logger, _startedAt) = (data, demo, time, logger, time.GetUtcNow());
        _environment = demo is null ? SettingsSources.ReadEnvironment(variable) : new(SettingsLayer.Empty, []);
        _settings = new(data.SettingsFile, SettingsLayer.Empty, SettingsSources.ReadYaml, time, data.LastGood(data.SettingsFile));
        _startos = new(data.StartosFile, SettingsLayer.Empty, SettingsSources.ReadJson, time, data.LastGood(data.StartosFile));
        _secrets = new(data.SecretsFile, new Dictionary<string, string>(), (text, _) => Secrets.Read(text), time);
        Current = new() { PanelId = "" };
        KeyPair = new("", null);
    }

    /// <summary>The settings in force. Never changed in place.</summary>
    public EffectiveSettings Current { get; private set; }

    /// <summary>Raised after <see cref="Current"/> has changed, in order. A handler must not wait.</summary>
    public event Action<EffectiveSettings>? Changed;

    /// <summary>The key for the Sparks.</summary>
    public SshKeyPair KeyPair { get; private set; }

    /// <summary>What the page shows.</summary>
    public SettingsView View => new(
        Revision,
        Current,
        Setting.All.ToDictionary(setting => setting.Name, setting => ToJson(setting, _snapshot.Values(setting.Name))),
        Setting.All.ToDictionary(setting => setting.Name, setting => ToJson(setting, _snapshot.DefaultValues(setting.Name))),
        Setting.All.ToDictionary(setting => setting.Name, setting => _snapshot.SourceOf(setting.Name)),
        Secrets.Names.ToDictionary(name => name, name => Secrets.Show(Secret(name))));

    private string Revision =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_settings.Text ?? ""))[..8]);

    /// <summary>Reads the files and makes what must be there: the panel's id and its key.</summary>
    /// <param name="data">Where the files are.</param>
    /// <param name="variable">A variable of the environment by its name.</param>
    /// <param name="demo">The simulated pair; null for real ones.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where changes of the files are told.</param>
    /// <param name="cancel">Ends the wait for another process that writes.</param>
    /// <exception cref="InvalidOperationException">A demo whose files name real Sparks.</exception>
    public static async Task<SettingsStore> OpenAsync(
        DataDirectory data, Func<string, string?> variable, DemoPair? demo, TimeProvider time, ILogger logger,
        CancellationToken cancel = default)
    {
        var store = new SettingsStore(data, variable, demo, time, logger);
        using (await DirectoryLock.TakeAsync(data.Path, time, cancel))
        {
            AtomicFile.Sweep(data.Path);
            store.ReadFiles();
            store.KeepPanelId();
            store.KeyPair = SshKeyPair.Open(data, demo is null ? variable("SSH_KEY_PATH") : null);
        }

        if (demo?.FirstForeign(store._settings.Value) is { } foreign)
        {
            throw new InvalidOperationException($"{data.SettingsFile} sets {foreign} to a real host. The demo needs a DATA_DIR of its own.");
        }

        store.Publish();
        return store;
    }

    /// <summary>Follows the files from now on.</summary>
    public void Watch() => _watch ??= new DirectoryWatch(
        _data.Path, [_settings.Name, _startos.Name, _secrets.Name], _time, () => _ = RereadQuietlyAsync());

    /// <summary>Reads the files again, now.</summary>
    public async Task RereadAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            ReadFiles();
            Publish();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A secret, for the one who uses it; null when there is none.</summary>
    public string? Secret(string name) => _secrets.Value.GetValueOrDefault(name);

    /// <summary>Changes settings and secrets, all or none; no values mean unset.</summary>
    /// <param name="revision">What the change was made on; null to change whatever is there.</param>
    /// <param name="changes">By name.</param>
    /// <param name="cancel">Ends the wait for others that write.</param>
    public async Task<SettingsOutcome> ChangeAsync(
        string? revision, IReadOnlyDictionary<string, IReadOnlyList<string>?> changes, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            using var taken = await DirectoryLock.TakeAsync(_data.Path, _time, cancel);
            ReadFiles();
            Publish();
            var change = SettingsChange.Read(changes, _demo);
            var outcome = Conflict(revision, change) ?? change.Refusal ?? Write(change);
            Publish();
            return outcome is SettingsOutcome.Saved ? new SettingsOutcome.Saved(View) : outcome;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Pins a host key that a user has compared.</summary>
    /// <param name="node"><c>spark1</c> or <c>spark2</c>.</param>
    /// <param name="pin">The key's type and fingerprint.</param>
    /// <param name="key">The whole public key in base64, where it is known: then it stands in known_hosts too.</param>
    /// <param name="cancel">Ends the wait for others that write.</param>
    public async Task<SettingsOutcome> TrustAsync(string node, HostKey pin, string? key, CancellationToken cancel)
    {
        await RereadAsync(cancel);
        if (Current.Nodes.FirstOrDefault(spark => spark.Name == node) is not { } spark)
        {
            return new SettingsOutcome.Conflicting("not_configured", $"{node} is not set up", $"Set {node}_host first.");
        }

        if (spark.HostKeys.Any(known => known.Type == pin.Type && known.Fingerprint != pin.Fingerprint))
        {
            return new SettingsOutcome.Conflicting(
                "host_key_changed", $"{spark.Host} shows another {pin.Type} key than the one you confirmed",
                $"If the Spark was installed anew, clear {node}_host_key in the settings and compare the fingerprint again. If not, another machine answers under this address.");
        }

        var revision = Revision;
        IReadOnlyList<string> pins = [.. spark.HostKeys.Append(pin).Distinct().Select(known => $"{known.Type} {known.Fingerprint}")];
        var outcome = spark.HostKeys.Contains(pin)
            ? new SettingsOutcome.Saved(View)
            : await ChangeAsync(revision, new Dictionary<string, IReadOnlyList<string>?> { [$"{node}_host_key"] = pins }, cancel);
        if (outcome is SettingsOutcome.Saved && key is not null) KeepKnownHost(spark, pin, key);

        return outcome;
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _turn.Dispose();
    }

    private async Task RereadQuietlyAsync()
    {
        try
        {
            await RereadAsync(CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The last tick of a watch that has just ended.
        }
        catch (Exception failure)
        {
            RereadFailed(failure);
        }
    }

    private void ReadFiles()
    {
        _settings.Read();
        _secrets.Read();
        if (_demo is null) _startos.Read();
    }

    private SettingsOutcome.Conflicting? Conflict(string? revision, SettingsChange change)
    {
        var file = change.Settings.Count > 0 && !_settings.IsReadable ? _settings.Problems[0]
            : change.Secrets.Count > 0 && !_secrets.IsReadable ? _secrets.Problems[0]
            : null;
        if (file is not null)
        {
            return new("unreadable", $"{file.File} cannot be read", $"{Where(file)}: {file.Problem} Mend it first; nothing is written over it.");
        }

        if (change.Settings.Keys.FirstOrDefault(_snapshot.ReadOnly.ContainsKey) is { } name)
        {
            return new("read_only", $"{name} cannot be changed here", $"It is set in {_snapshot.ReadOnly[name]}.");
        }

        return revision is null || revision == Revision
            ? null
            : new("moved", "The settings were changed in the meantime", "Look at what they are now and make your change again.");
    }

    private SettingsOutcome Write(SettingsChange change)
    {
        try
        {
            var secrets = change.Secrets.Aggregate(
                _secrets.Text, (text, secret) => SettingsYaml.Set(text, secret.Key, secret.Value is { } value ? SettingsYaml.Quoted(value) : null));
            var settings = WithoutStalePins(change).Aggregate(
                _settings.Text, (text, value) => SettingsYaml.Set(text, Setting.Find(value.Key)!, value.Value));

            if (change.Secrets.Count > 0) AtomicFile.Write(_data.SecretsFile, secrets!);
            if (settings is not null && settings != _settings.Text) WriteSettings(settings);
        }
        catch (UnreadableFileException refused)
        {
            return new SettingsOutcome.Conflicting("by_hand", "The file cannot be changed from here", refused.Message);
        }

        ReadFiles();
        return new SettingsOutcome.Saved(View);
    }

    // A pin belongs to a machine: with another address, the user compares the fingerprint again.
    private Dictionary<string, IReadOnlyList<string>> WithoutStalePins(SettingsChange change)
    {
        Dictionary<string, IReadOnlyList<string>> all = new(change.Settings);
        foreach (var node in (string[])["spark1", "spark2"])
        {
            var moved = all.TryGetValue($"{node}_host", out var host) && !host.SequenceEqual(_snapshot.Values($"{node}_host"));
            if (moved && _settings.Value.Values.ContainsKey($"{node}_host_key")) all.TryAdd($"{node}_host_key", []);
        }

        return all;
    }

    private void WriteSettings(string text)
    {
        if (_settings.Text is { } previous) AtomicFile.Write(_data.SettingsFile + ".previous", previous);

        AtomicFile.Write(_data.SettingsFile, text);
    }

    private void KeepPanelId()
    {
        var known = PanelIdLine().Match(_settings.Text ?? "");
        _panelId = known.Success ? known.Groups["id"].Value : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        if (known.Success || !_settings.IsReadable) return;

        WriteSettings(SettingsYaml.Set(_settings.Text, PanelId, SettingsYaml.Quoted(_panelId)));
        ReadFiles();
    }

    private void KeepKnownHost(SparkSettings spark, HostKey pin, string key)
    {
        var text = File.Exists(_data.KnownHostsFile) ? File.ReadAllText(_data.KnownHostsFile) : "";
        AtomicFile.Write(_data.KnownHostsFile, KnownHosts.Add(text, spark.Host, spark.Port, pin.Type, key));
    }

    private void Publish()
    {
        _snapshot = new(new Dictionary<SettingSource, SettingsLayer>
        {
            [SettingSource.Default] = _demo?.Layer ?? SettingsLayer.Empty,
            [SettingSource.Environment] = _environment.Value,
            [SettingSource.Settings] = _settings.Value,
            [SettingSource.Startos] = _startos.Value
        });
        var settings = _snapshot.ToEffective(_panelId, [.. EnvironmentProblems, .. _settings.Problems, .. _startos.Problems, .. _secrets.Problems], _demo);

        // Records compare their lists by reference; the text compares what is in them.
        var text = JsonSerializer.Serialize(settings);
        if (text == _published) return;

        (_published, Current) = (text, settings);
        foreach (var problem in settings.Problems) FileIsBroken(problem.File, problem.Line, problem.Problem);
        Changed?.Invoke(settings);
    }

    private IEnumerable<FileProblem> EnvironmentProblems =>
        _environment.Flaws.Select(flaw => new FileProblem("environment", null, flaw.Sentence, _startedAt));

    private static string Where(FileProblem problem) => problem.Line is { } line ? $"{problem.File}, line {line}" : problem.File;

    private static JsonNode? ToJson(Setting setting, IReadOnlyList<string> values) => setting.Kind switch
    {
        SettingKind.List => new JsonArray([.. values.Select(value => JsonValue.Create(value))]),
        _ when values.Count == 0 => null,
        SettingKind.Text => values[0],
        _ => JsonNode.Parse(values[0])
    };

    // Found in a broken file too: with another id this panel would not know its own work on the nodes.
    [GeneratedRegex("""^panel_id:\s*["']?(?<id>[0-9a-zA-Z-]{8,64})["']?\s*(#.*)?\r?$""", RegexOptions.Multiline)]
    private static partial Regex PanelIdLine();

    [LoggerMessage(LogLevel.Warning, "{File}, line {Line}: {Problem}")]
    private partial void FileIsBroken(string file, int? line, string problem);

    [LoggerMessage(LogLevel.Error, "The settings could not be read again")]
    private partial void RereadFailed(Exception failure);
}
