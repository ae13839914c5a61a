using System.Security.Cryptography;
using System.Text;
using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Settings;

/// <summary>The files of the settings. Whoever writes holds the directory's lock and has read just before.</summary>
internal sealed class SettingsFiles
{
    private const string Environment = "environment";

    private readonly DataDirectory _data;
    private readonly DemoPair? _demo;
    private readonly FileContent<SettingsLayer> _environment;
    private readonly FileContent<IReadOnlyDictionary<string, string>> _environmentSecrets;
    private readonly UserFile<SettingsLayer> _settings;
    private readonly UserFile<SettingsLayer> _startos;
    private readonly UserFile<IReadOnlyDictionary<string, string>> _secrets;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startedAt;

    // Holds as long as the text stands that did not take the panel's id.
    private (string? Text, FileProblem Problem)? _refused;

    public SettingsFiles(DataDirectory data, Func<string, string?> variable, DemoPair? demo, TimeProvider time)
    {
        (_data, _demo, _time, _startedAt) = (data, demo, time, time.GetUtcNow());
        _environment = demo is null ? SettingsSources.ReadEnvironment(variable) : new(SettingsLayer.Empty, []);
        _environmentSecrets = demo is null
            ? Secrets.ReadEnvironment(variable)
            : new(new Dictionary<string, string>(), []);
        _settings = new(
            data.SettingsFile, SettingsLayer.Empty, SettingsSources.ReadYaml, time, data.LastGood(data.SettingsFile));
        _startos = new(
            data.StartosFile, SettingsLayer.Empty, SettingsSources.ReadJson, time, data.LastGood(data.StartosFile));
        _secrets = new(data.SecretsFile, new Dictionary<string, string>(), Secrets.Read, time);
    }

    /// <summary>Names this panel on the nodes.</summary>
    public string PanelId { get; private set; } = "";

    public IReadOnlyList<string> Names => [_settings.Name, _startos.Name, _secrets.Name];

    /// <summary>Names what is in <c>settings.yaml</c>.</summary>
    public string Revision =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_settings.Text ?? ""))[..8]);

    /// <summary>By name: what <c>secrets.yaml</c> keeps, else what the environment brings.</summary>
    public IReadOnlyDictionary<string, string> SecretValues =>
        _environmentSecrets.Value.Concat(_secrets.Value).GroupBy(secret => secret.Key)
            .ToDictionary(same => same.Key, same => same.Last().Value);

    /// <summary>The Hub's token, and for whom it is; null when there is none.</summary>
    public HubToken? HubToken => HubToken.Of(_secrets.Value, _environmentSecrets.Value, Snapshot);

    /// <summary>Looks whether a demo stays with the simulator.</summary>
    /// <exception cref="CannotStartException">A setting leads away from it, or nobody can tell.</exception>
    public void RefuseForeign()
    {
        if (_demo is null) return;

        if (!_settings.IsReadable)
        {
            throw new CannotStartException(
                $"{_data.SettingsFile} cannot be read and may be that of a real panel. "
                + "Mend it, or give the demo a DATA_DIR of its own.");
        }

        if (_demo.FirstForeign(_settings.Value) is { } foreign)
        {
            throw new CannotStartException(
                $"{_data.SettingsFile} sets {foreign} to a real host. The demo needs a DATA_DIR of its own.");
        }
    }

    public SettingsSnapshot Snapshot => new(new Dictionary<SettingSource, SettingsLayer>
    {
        [SettingSource.Default] = _demo?.Layer ?? SettingsLayer.Empty,
        [SettingSource.Environment] = _environment.Value,
        [SettingSource.Settings] = _demo?.WithoutForeign(_settings.Value)
            ?? (IsResetDue ? HostKeyReset.Without(_settings.Value) : _settings.Value),
        [SettingSource.Startos] = _startos.Value
    });

    public IReadOnlyList<FileProblem> Problems =>
    [
        .. _environment.Flaws.Concat(_environmentSecrets.Flaws)
            .Select(flaw => new FileProblem(Environment, null, flaw.Sentence, _startedAt)),
        .. _settings.Problems, .. _startos.Problems, .. _secrets.Problems,
        .. Foreign.Select(name => new FileProblem(
            _settings.Name, null, $"{name}: The demo drives the simulated pair only.", _startedAt)),
        .. SettingsRules.Flaws(Snapshot).Select(flaw => new FileProblem(
            FileOf(flaw.Setting), null, $"{flaw.Setting}: {flaw.Sentence}", _startedAt)),
        .. _refused is { } refused && refused.Text == _settings.Text ? [refused.Problem] : Array.Empty<FileProblem>()
    ];

    // The file may be edited while the demo runs.
    private IReadOnlyList<string> Foreign => _demo?.Foreign(_settings.Value) ?? [];

    public void Read()
    {
        _settings.Read();
        AtomicFile.CloseToOthers(_data.SecretsFile);
        _secrets.Read();
        if (_demo is null) _startos.Read();
    }

    /// <summary>
    /// Finds the panel's id, or makes one. What its owner has written into the files never ends the start.
    /// </summary>
    public void KeepPanelId()
    {
        var written = PanelIdText.In(_settings.Text);
        PanelId = written ?? PanelIdText.ReadCopy(_data.PanelIdFile)
            ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        PanelIdText.KeepCopy(_data.PanelIdFile, PanelId);
        if (written is not null || !_settings.IsReadable) return;

        try
        {
            AtomicFile.Replace(
                _data.SettingsFile, _settings.Text,
                SettingsYaml.Set(_settings.Text, "panel_id", YamlValue.Quoted(PanelId)));
            Read();
        }
        catch (Exception refused) when (refused is BadFileException or IOException or UnauthorizedAccessException)
        {
            Refuse(refused);
        }
    }

    /// <summary>
    /// Whether the owner has asked StartOS to forget the pinned host keys and they are still in the file. They are in
    /// force no longer, even where the file cannot be written.
    /// </summary>
    public bool IsResetDue => HostKeyReset.IsDue(_startos.Value.HostKeysResetAt, _settings.Text, _time.GetUtcNow());

    /// <summary>
    /// Reads the files and forgets the keys, once: that is noted in the same write. Call it under the directory's lock.
    /// </summary>
    public void CarryOutReset()
    {
        Read();
        if (_startos.Value.HostKeysResetAt is not { } asked || !IsResetDue || !_settings.IsReadable) return;

        try
        {
            HostKeyReset.ForgetWhole(_data.KnownHostsFile, Snapshot);
            AtomicFile.Replace(_data.SettingsFile, _settings.Text, HostKeyReset.Apply(_settings.Text, asked));
            Read();
        }
        catch (Exception refused) when (refused is BadFileException or IOException or UnauthorizedAccessException)
        {
            Refuse(refused);
        }
    }

    /// <summary>The file that a change would write over although nobody can read it; null when there is none.</summary>
    public FileProblem? InTheWay(SettingsChange change) =>
        change.Settings.Count > 0 && !_settings.IsReadable ? _settings.Problems[0]
        : change.Secrets.Count > 0 && !_secrets.IsReadable ? _secrets.Problems[0]
        : null;

    /// <summary>Makes a change that has been looked at.</summary>
    /// <exception cref="BadFileException">A file is written in a way that cannot be changed line by line.</exception>
    public void Write(SettingsChange change)
    {
        var secrets = HubToken.SecretsOf(change, Snapshot).Aggregate(_secrets.Text, (text, secret) =>
            SettingsYaml.Set(text, secret.Key, secret.Value is { } value ? YamlValue.Quoted(value) : null));
        var settings = WithoutStalePins(change).Aggregate(_settings.Text, (text, value) =>
            SettingsYaml.Set(text, Setting.Find(value.Key)!, value.Value));

        List<FileText> files = [];
        if (settings is not null && settings != _settings.Text)
        {
            files.AddRange(AtomicFile.Replacement(_data.SettingsFile, _settings.Text, settings));
        }

        if (secrets is not null && secrets != _secrets.Text) files.Add(new(_data.SecretsFile, secrets));
        AtomicFile.Write(files);
        Read();
    }

    // A pin belongs to a machine: with another address, the user compares the fingerprint again.
    private Dictionary<string, IReadOnlyList<string>> WithoutStalePins(SettingsChange change)
    {
        Dictionary<string, IReadOnlyList<string>> all = new(change.Settings);
        foreach (var node in (string[])["spark1", "spark2"])
        {
            var moved = all.TryGetValue($"{node}_host", out var host)
                && !host.SequenceEqual(Snapshot.Values($"{node}_host"));
            if (moved && _settings.Value.Values.ContainsKey($"{node}_host_key")) all.TryAdd($"{node}_host_key", []);
        }

        return all;
    }

    private string FileOf(string setting) => Snapshot.SourceOf(setting) switch
    {
        SettingSource.Startos => _startos.Name,
        SettingSource.Settings => _settings.Name,
        _ => Environment
    };

    private void Refuse(Exception refused) => _refused =
        (_settings.Text, new(_settings.Name, (refused as BadFileException)?.Line, refused.Message, _startedAt));
}
