using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Import;

/// <summary>
/// Takes over what the original has left in the data directory, before anything else reads it. Each file is first
/// renamed to <c>*.original</c> and then read; what is found is written together with <c>import.json</c> as the last,
/// so that whoever was killed on the way begins again with the same files.
/// </summary>
/// <param name="data">The data directory.</param>
/// <param name="variable">A variable of the environment by its name.</param>
/// <param name="bundled">The path of the bundled models.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where what happened is told.</param>
internal sealed partial class Importer(
    DataDirectory data, Func<string, string?> variable, string bundled, TimeProvider time, ILogger<Importer> logger)
{
    private readonly FirstImport _first = new(data);

    /// <summary>Does it, where there is something to do. Nothing of it ever ends the start.</summary>
    /// <param name="cancel">Ends the wait for another process that writes.</param>
    public async Task<ImportRecord> RunAsync(CancellationToken cancel)
    {
        var record = new ImportRecord();
        try
        {
            using var taken = await DirectoryLock.TakeAsync(data.Path, time, cancel);
            record = ImportRecord.Read(data.ImportFile);
            record = Run(record);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            ImportFailed(failure);
            _first.NoteFailure();
        }

        return record;
    }

    private ImportRecord Run(ImportRecord before)
    {
        var after = Run(before, _first.IsOpen);
        _first.Close();
        return after;
    }

    private ImportRecord Run(ImportRecord before, bool isFirst)
    {
        foreach (var name in OldFiles.All.Where(name => IsOld(name, isFirst))) OldFiles.SetAside(data, name);
        var open = OldFiles.All.SelectMany(name => OldFiles.OriginalsIn(data, name)).Except(before.Done).ToList();
        // One that had its hosts from the environment has left nothing but its keys.
        if (open.Count == 0 && !(isFirst && OldKeys.AreIn(data))) return before;

        var work = new ImportWork(data, variable, bundled, time);
        foreach (var original in open) work.Read(original);
        if (isFirst) work.ReadOthers();
        work.Write();
        if (isFirst) work.TakeKey(_first.HasMadeKey);
        var after = work.Finish(before);
        if (after == before) return before;

        after.Write(data.ImportFile);
        Imported(after.Taken.Count, after.Kept.Count);
        return after;
    }

    // Of a name that both programs use, the file may be ours.
    private bool IsOld(string name, bool isFirst) => File.Exists(Path.Combine(data.Path, name))
        && (name != OldFiles.Models || (isFirst && IsOldModels()));

    private bool IsOldModels()
    {
        try
        {
            var bytes = File.ReadAllBytes(data.ModelOverridesFile);
            return OldText.ReadMap(OldFiles.Models, bytes, _ => { }) is { } map && OldModels.IsOld(map);
        }
        catch (BadFileException)
        {
            return true;
        }
    }

    [LoggerMessage(LogLevel.Information, "Files of an earlier program were read: {Taken} parts taken, {Kept} kept")]
    private partial void Imported(int taken, int kept);

    [LoggerMessage(LogLevel.Error, "Files of an earlier program could not be taken over; the next start tries again")]
    private partial void ImportFailed(Exception failure);
}
