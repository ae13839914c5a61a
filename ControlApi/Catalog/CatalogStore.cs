using SparkControl.Contracts;
using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// The models a user can choose from: the bundled ones, the user's, and the user's settings for both.
/// </summary>
internal sealed partial class CatalogStore : IDisposable
{
    private readonly DataDirectory _data;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CatalogFiles _files;
    private readonly Lock _reading = new();
    private readonly SemaphoreSlim _turn = new(1);

    private string _published = "";
    private DirectoryWatch? _watch;

    private CatalogStore(DataDirectory data, CatalogFiles files, TimeProvider time, ILogger logger)
    {
        (_data, _files, _time, _logger) = (data, files, time, logger);
        Current = new([], []);
    }

    /// <summary>The catalog in force. Never changed in place.</summary>
    public CatalogState Current { get; private set; }

    /// <summary>Raised after <see cref="Current"/> has changed, in order. A handler must not wait.</summary>
    public event Action<CatalogState>? Changed;

    /// <summary>Reads the bundled models, which must be whole, and the user's files, which need not be.</summary>
    /// <param name="bundled">The path of <c>models.yaml</c>.</param>
    /// <param name="data">Where the user's files are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where skipped models are told.</param>
    /// <param name="lastLoaded">The key of the model that was loaded last; null when nobody knows it here.</param>
    /// <exception cref="InvalidOperationException">
    /// The bundled file is broken; the message names the line and the model.
    /// </exception>
    public static CatalogStore Open(
        string bundled, DataDirectory data, TimeProvider time, ILogger logger, Func<string?>? lastLoaded = null)
    {
        var files = new CatalogFiles(bundled, data, time, lastLoaded ?? (() => null));
        var store = new CatalogStore(data, files, time, logger);
        store.Reread();
        return store;
    }

    /// <summary>Follows the files from now on.</summary>
    public void Watch() => _watch ??= new DirectoryWatch(_data.Path, _files.Names, _time, RereadQuietly);

    /// <summary>Reads everything again, soon: something beside the files has changed.</summary>
    public void Look() => _ = Task.Run(RereadQuietly);

    /// <summary>Reads the user's files again, now.</summary>
    public void Reread()
    {
        lock (_reading)
        {
            _files.Read();
            Publish(_files.Catalog);
        }
    }

    /// <summary>Makes a change of the user's files, all of it or nothing.</summary>
    /// <param name="files">The files that it may change.</param>
    /// <param name="change">What becomes of what they say; it may refuse.</param>
    /// <param name="cancel">Ends the wait for others that write.</param>
    public async Task<CatalogOutcome> ChangeAsync(
        UserFiles files, Func<CatalogDraft, CatalogOutcome> change, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            using var taken = await DirectoryLock.TakeAsync(_data.Path, _time, cancel);
            Reread();
            var before = Draft;
            var outcome = Try(files, () => change(before));
            return outcome is CatalogOutcome.Saved saved ? Try(files, () => Write(before, saved)) : outcome;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return CatalogOutcome.Conflicting.NotWritten(NameOf(files), refused);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What would become of a change; nothing is written.</summary>
    public CatalogOutcome Preview(UserFiles files, Func<CatalogDraft, CatalogOutcome> change) =>
        Try(files, () => change(Draft));

    /// <summary>Reads something out of the user's files as they are.</summary>
    /// <param name="files">The files that it needs.</param>
    /// <param name="read">What is read.</param>
    /// <param name="problem">The file that is in the way; null when none is.</param>
    /// <returns>Null when a file cannot be read.</returns>
    public T? Read<T>(UserFiles files, Func<CatalogDraft, T> read, out FileProblem? problem) where T : class
    {
        lock (_reading)
        {
            problem = _files.Unreadable(files);
            return problem is null ? read(_files.Draft) : null;
        }
    }

    /// <summary>A model by its key; null when there is none.</summary>
    public CatalogModel? Find(string key) => Current.Models.FirstOrDefault(model => model.Key == key);

    public void Dispose()
    {
        _watch?.Dispose();
        _turn.Dispose();
    }

    private CatalogDraft Draft
    {
        get
        {
            lock (_reading) return _files.Draft;
        }
    }

    private CatalogOutcome Try(UserFiles files, Func<CatalogOutcome> act)
    {
        if (_files.Unreadable(files) is { } problem) return CatalogOutcome.Conflicting.Unreadable(problem);

        try
        {
            return act();
        }
        catch (Exception refused) when (refused is BadFileException or IOException or UnauthorizedAccessException)
        {
            return CatalogOutcome.Conflicting.NotWritten(NameOf(files), refused);
        }
    }

    private CatalogOutcome.Saved Write(CatalogDraft before, CatalogOutcome.Saved saved)
    {
        _files.Write(before, saved.After);
        Reread();
        return saved;
    }

    private static string NameOf(UserFiles files) => files switch
    {
        UserFiles.Custom => CatalogDraft.CustomName,
        UserFiles.Overrides => CatalogDraft.OverridesName,
        _ => $"{CatalogDraft.CustomName} or {CatalogDraft.OverridesName}"
    };

    private void RereadQuietly()
    {
        try
        {
            Reread();
        }
        catch (Exception failure)
        {
            RereadFailed(failure);
        }
    }

    private void Publish(CatalogState catalog)
    {
        // Records compare their lists by reference; the text compares what is in them.
        var text = Wire.Write(catalog);
        if (text == _published) return;

        (_published, Current) = (text, catalog);
        foreach (var skipped in catalog.Skipped) ModelSkipped(skipped.File, skipped.Key, skipped.Reason);
        foreach (var problem in catalog.Problems) FileIsBroken(problem.File, problem.Line, problem.Problem);
        Changed?.Invoke(catalog);
    }

    [LoggerMessage(LogLevel.Warning, "{File}: {Model} is skipped: {Reason}")]
    private partial void ModelSkipped(string file, string model, string reason);

    [LoggerMessage(LogLevel.Warning, "{File}, line {Line}: {Problem}")]
    private partial void FileIsBroken(string file, int? line, string problem);

    [LoggerMessage(LogLevel.Error, "The catalog could not be read again")]
    private partial void RereadFailed(Exception failure);
}
