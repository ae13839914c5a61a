using SparkControl.Contracts;
using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Security;

namespace SparkControl.ControlApi.Settings;

/// <summary>The settings in force. It alone reads and writes their files, and says when they have changed.</summary>
internal sealed partial class SettingsStore : IDisposable
{
    private readonly DataDirectory _data;
    private readonly DemoPair? _demo;
    private readonly SettingsFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DateTimeOffset? _importedAt;
    private readonly SemaphoreSlim _turn = new(1);

    private string _published = "";
    private DirectoryWatch? _watch;

    private SettingsStore(
        DataDirectory data, SettingsFiles files, SshKeyPair keyPair, DateTimeOffset? importedAt, DemoPair? demo,
        TimeProvider time, ILogger logger)
    {
        (_data, _files, KeyPair, _importedAt) = (data, files, keyPair, importedAt);
        (_demo, _time, _logger) = (demo, time, logger);
        View = null!;
        Publish();
    }

    /// <summary>The settings in force. Never changed in place.</summary>
    public EffectiveSettings Current => View.Settings;

    /// <summary>The same as the page shows it.</summary>
    public SettingsView View { get; private set; }

    /// <summary>Raised after <see cref="Current"/> has changed, in order. A handler must not wait.</summary>
    public event Action<EffectiveSettings>? Changed;

    /// <summary>The key for the Sparks.</summary>
    public SshKeyPair KeyPair { get; }

    /// <summary>Reads the files and makes what must be there: the panel's id and its key.</summary>
    /// <param name="data">Where the files are.</param>
    /// <param name="variable">A variable of the environment by its name.</param>
    /// <param name="demo">The simulated pair; null for real ones.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where broken files are told.</param>
    /// <param name="importedAt">When files of an earlier program were taken over; null for never.</param>
    /// <param name="cancel">Ends the wait for another process that writes.</param>
    /// <exception cref="CannotStartException">A demo whose files name real Sparks.</exception>
    public static async Task<SettingsStore> OpenAsync(
        DataDirectory data, Func<string, string?> variable, DemoPair? demo, TimeProvider time, ILogger logger,
        DateTimeOffset? importedAt = null, CancellationToken cancel = default)
    {
        var files = new SettingsFiles(data, variable, demo, time);
        using var taken = await DirectoryLock.TakeAsync(data.Path, time, cancel);
        foreach (var directory in (string[])[data.Path, data.SshDirectory, data.LastGoodDirectory])
        {
            AtomicFile.Sweep(directory);
        }

        files.Read();
        files.RefuseForeign();
        files.KeepPanelId();
        files.CarryOutReset();
        var keyPair = SshKeyPair.Open(data, demo is null ? variable("SSH_KEY_PATH") : null, time);
        return new(data, files, keyPair, importedAt, demo, time, logger);
    }

    /// <summary>Follows the files from now on.</summary>
    public void Watch() =>
        _watch ??= new DirectoryWatch(_data.Path, _files.Names, _time, () => _ = RereadQuietlyAsync());

    /// <summary>Reads the files again, now.</summary>
    public async Task RereadAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            _files.Read();
            Publish();
            if (!_files.IsResetDue) return;

            using var taken = await DirectoryLock.TakeAsync(_data.Path, _time, cancel);
            _files.CarryOutReset();
            Publish();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A secret, for the one who uses it; null when there is none.</summary>
    public string? Secret(string name) => _files.SecretValues.GetValueOrDefault(name);

    /// <summary>The Hub's token, for a server; null when there is none, or it was given for another one.</summary>
    public string? TokenFor(string server) =>
        _files.HubToken is { } token && token.IsFor(server) ? token.Value : null;

    /// <summary>Whether there is a token for the Hub that is in force.</summary>
    public bool HasToken => TokenFor(Current.HfEndpoint) is not null;

    /// <summary>Changes settings and secrets, all or none; no values mean unset.</summary>
    /// <param name="revision">What the change was made on; null to change whatever is there.</param>
    /// <param name="changes">By name.</param>
    /// <param name="cancel">Ends the wait for others that write.</param>
    /// <param name="asker">Who may not lock itself out; null for the panel itself.</param>
    public async Task<SettingsOutcome> ChangeAsync(
        string? revision, IReadOnlyDictionary<string, IReadOnlyList<string>?> changes, CancellationToken cancel,
        Asker? asker = null)
    {
        var change = SettingsChange.Read(changes, _demo);
        await _turn.WaitAsync(cancel);
        try
        {
            using var taken = await DirectoryLock.TakeAsync(_data.Path, _time, cancel);
            _files.CarryOutReset();
            Publish();
            var refusal = Conflict(revision, change) as SettingsOutcome ?? change.Refusal ?? Crossing(change, asker);
            if (refusal is not null) return refusal;

            _files.Write(change);
            Publish();
            return new SettingsOutcome.Saved(View);
        }
        catch (Exception refused) when (refused is BadFileException or IOException or UnauthorizedAccessException)
        {
            return new SettingsOutcome.Conflicting(
                "not_written", "The settings could not be written", $"Nothing was changed. {refused.Message}")
            {
                Status = FileFailure.StatusOf(refused)
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _turn.Dispose();
    }

    private SettingsOutcome.Conflicting? Conflict(string? revision, SettingsChange change)
    {
        if (_files.InTheWay(change) is { } file)
        {
            return new SettingsOutcome.Conflicting("unreadable", $"{file.File} cannot be read", file.MendFirst());
        }

        if (change.Settings.Keys.FirstOrDefault(Current.ReadOnly.ContainsKey) is { } name)
        {
            return new SettingsOutcome.Conflicting(
                "read_only", $"{name} cannot be changed here", $"It is set in {Current.ReadOnly[name]}.");
        }

        return revision is null || revision == View.Revision ? null : new SettingsOutcome.Conflicting(
            "moved", "The settings were changed in the meantime",
            "Look at what they are now and make your change again.");
    }

    private SettingsOutcome.Refused? Crossing(SettingsChange change, Asker? asker)
    {
        var after = _files.Snapshot.After(change);
        var errors = new Dictionary<string, string[]>(SettingsRules.New(_files.Snapshot, after));
        foreach (var flaw in (asker?.Flaws(after) ?? []).Where(flaw => change.Settings.ContainsKey(flaw.Setting)))
            errors[flaw.Setting] = [flaw.Sentence];
        if (HubToken.Problem(change, after) is { } open) errors[Secrets.HfToken] = [open];
        return errors.Count > 0 ? new(errors) : null;
    }

    private void Publish()
    {
        var snapshot = _files.Snapshot;
        IReadOnlyList<FileProblem> problems = KeyPair.Problem is { } key ? [.. _files.Problems, key] : _files.Problems;
        var settings = snapshot.ToEffective(_files.PanelId, problems, _demo) with
        {
            Notifications = Secrets.Told(_files.SecretValues),
            ImportedAt = _importedAt
        };

        // Records compare their lists by reference; the text compares what is in them.
        var text = Wire.Write(settings);
        var isNew = text != _published;
        _published = text;
        View = SettingsView.Of(
            _files.Revision, isNew ? settings : Current, snapshot, _files.SecretValues, _files.HubToken);
        if (!isNew) return;

        foreach (var problem in settings.Problems) FileIsBroken(problem.File, problem.Line, problem.Problem);
        Changed?.Invoke(settings);
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

    [LoggerMessage(LogLevel.Warning, "{File}, line {Line}: {Problem}")]
    private partial void FileIsBroken(string file, int? line, string problem);

    [LoggerMessage(LogLevel.Error, "The settings could not be read again")]
    private partial void RereadFailed(Exception failure);
}
