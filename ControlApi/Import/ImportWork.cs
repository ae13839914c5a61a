using System.Globalization;
using System.Security.Cryptography;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Import;

/// <summary>One import: reads the originals, writes what can be taken and says what became of each part.</summary>
internal sealed class ImportWork
{
    private const string Whole = "the whole file", NothingInIt = "There is nothing in it.";
    private const string IsTwice = "It is there more than once, and the last one counts.";

    private readonly DataDirectory _data;
    private readonly Func<string, string?> _variable;
    private readonly DateTimeOffset _now;
    private readonly ImportList _list = new();
    private readonly List<string> _done = [];
    private readonly List<string> _settingsOf = [], _modelsOf = [];
    private readonly List<OldLog> _logs = [];
    private readonly SettingsFiles _settings;
    private readonly OldSettings _found;
    private readonly CatalogFiles _catalog;
    private CatalogDraft _draft;

    public ImportWork(DataDirectory data, Func<string, string?> variable, string bundled, TimeProvider time)
    {
        (_data, _variable, _now) = (data, variable, time.GetUtcNow());
        _settings = new(data, variable, demo: null, time);
        _settings.Read();
        _found = new(_settings.Snapshot, _list);
        _catalog = new(bundled, data, time, () => null);
        _catalog.Read();
        _draft = _catalog.Draft;
    }

    /// <summary>Reads a file by the name that it has now.</summary>
    public void Read(string original)
    {
        var name = OldFiles.NameOf(original);
        try
        {
            Read(original, name, ReadBytes(original));
            _done.Add(original);
        }
        catch (BadFileException broken)
        {
            var place = broken.Line is { } line ? FormattableString.Invariant($"Line {line}: ") : "";
            _list.Keep(name, Whole, place + broken.Message);
            _done.Add(original);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            _list.Keep(name, Whole, $"It cannot be read: {refused.Message} The next start tries again.");
        }
    }

    /// <summary>Says of what nobody knows that it stays where it is.</summary>
    public void ReadOthers() => new UnknownEntries(_data, _list).Keep();

    /// <summary>Writes what was found.</summary>
    public void Write()
    {
        WriteSettings();
        WriteModels();
    }

    /// <summary>Takes what is in <c>ssh/</c>, after the files that may name the key.</summary>
    /// <param name="isMade">Whether <c>ssh/id_ed25519</c> is one that this panel has made.</param>
    public void TakeKey(bool isMade)
    {
        var isSet = !string.IsNullOrWhiteSpace(_variable("SSH_KEY_PATH"));
        new OldKeys(_data, _list).Take(_found.KeyPath, isSet, isMade);
    }

    /// <summary>What became of all of it.</summary>
    /// <param name="before">What earlier imports have told.</param>
    /// <returns>The same as before where nothing is new.</returns>
    public ImportRecord Finish(ImportRecord before)
    {
        var files = _list.Taken.Select(part => part.File).Concat(_list.Kept.Select(part => part.File)).ToHashSet();
        var after = before with
        {
            At = _now,
            Taken = [.. before.Taken.Where(part => !files.Contains(part.File)), .. _list.Taken],
            Kept = [.. before.Kept.Where(part => !files.Contains(part.File)), .. _list.Kept],
            Done = [.. before.Done, .. _done],
            Logs = [.. before.Logs, .. _logs]
        };
        // A file that can still not be read is no news.
        return Wire.Write(after with { At = before.At }) == Wire.Write(before) ? before : after;
    }

    // HealthMonitor's setting; in one process with it this service sees it too.
    private int LogKeeps => int.TryParse(
        _variable("Connectivity:Kept"), NumberStyles.None, CultureInfo.InvariantCulture, out var kept)
        ? kept
        : ConnectivityLog.KeptByServer;

    private void Read(string original, string name, byte[] bytes)
    {
        if (name == OldFiles.Connectivity) ReadLog(original, bytes);
        else if (ReadMap(name, bytes) is not { } map) _list.Keep(name, Whole, NothingInIt);
        else if (name == OldFiles.Models) ReadModels(original, map);
        else ReadSettings(original, name, map);
    }

    private YamlMap? ReadMap(string name, byte[] bytes) =>
        OldText.ReadMap(name, bytes, what => _list.Keep(name, what, IsTwice));

    private byte[] ReadBytes(string original)
    {
        var path = Path.Combine(_data.Path, original);
        return new FileInfo(path).Length <= OldEvents.MaxBytes
            ? File.ReadAllBytes(path)
            : throw new BadFileException(null, "It is larger than 64 MiB.");
    }

    private void ReadSettings(string original, string name, YamlMap map)
    {
        _settingsOf.Add(original);
        _found.Read(name, map);
    }

    private void ReadModels(string original, YamlMap map)
    {
        _modelsOf.Add(original);
        var models = new OldModels(OldFiles.Models, _draft.IsBundled, _list).Read(map);
        if (_catalog.Unreadable(UserFiles.Both) is not null) return;

        _draft = new OldCatalog(_draft, OldFiles.Models, _list).Take(models);
    }

    private void ReadLog(string original, byte[] bytes)
    {
        var events = OldEvents.Read(bytes, _now, LogKeeps);
        var reports = events.Lines.Count(line => line.Kind == ConnectivityKind.Report);
        var changes = events.Lines.Count - reports;
        if (changes > 0) _list.Take(OldFiles.Connectivity, "change of state", changes);
        if (reports > 0) _list.Take(OldFiles.Connectivity, "report of an app", reports);
        foreach (var (what, why) in events.Kept) _list.Keep(OldFiles.Connectivity, what, why);
        if (events is { Lines: [], Kept: [] }) _list.Keep(OldFiles.Connectivity, Whole, NothingInIt);
        if (events.Lines.Count > 0) _logs.Add(new(original, DigestOf(bytes), events.Lines.Count, _now));
    }

    private void WriteSettings()
    {
        if (_settingsOf.Count == 0) return;

        var change = _found.Change();
        if (change.Settings.Count == 0) return;

        Try(_settingsOf, _settings.InTheWay(change)?.MendFirst(), () => _settings.Write(change));
    }

    private void WriteModels()
    {
        if (_modelsOf.Count == 0) return;

        var before = _catalog.Draft;
        Try(_modelsOf, _catalog.Unreadable(UserFiles.Both)?.MendFirst(), () => _catalog.Write(before, _draft));
    }

    // What cannot be written now is read again at the next start.
    private void Try(List<string> originals, string? problem, Action write)
    {
        try
        {
            if (problem is null) write();
        }
        catch (Exception refused) when (refused is BadFileException or IOException or UnauthorizedAccessException)
        {
            problem = refused.Message;
        }

        if (problem is null) return;

        _done.RemoveAll(originals.Contains);
        foreach (var file in originals.Select(OldFiles.NameOf).Distinct())
        {
            _list.Withdraw(file);
            _list.Keep(file, Whole, $"{problem} The next start tries again.");
        }
    }

    public static string DigestOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];
}
