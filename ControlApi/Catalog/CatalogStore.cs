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
    private readonly CatalogFile _bundled;
    private readonly UserFile<CatalogFile> _custom;
    private readonly UserFile<OverridesFile> _overrides;
    private readonly Lock _reading = new();
    private readonly SemaphoreSlim _turn = new(1);

    private string _published = "";
    private DirectoryWatch? _watch;

    private CatalogStore(DataDirectory data, CatalogFile bundled, TimeProvider time, ILogger logger)
    {
        (_data, _bundled, _time, _logger) = (data, bundled, time, logger);
        _custom = new(
            data.CustomModelsFile, CatalogFile.Empty,
            (text, _) => new(CatalogFile.Read(text, "models-custom.yaml", ModelSource.Custom), []),
            time, data.LastGood(data.CustomModelsFile));
        _overrides = new(
            data.ModelOverridesFile, OverridesFile.Empty,
            (text, _) => new(OverridesFile.Read(text, "models-overrides.yaml"), []),
            time, data.LastGood(data.ModelOverridesFile));
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
    /// <exception cref="InvalidOperationException">
    /// The bundled file is broken; the message names the line and the model.
    /// </exception>
    public static CatalogStore Open(string bundled, DataDirectory data, TimeProvider time, ILogger logger)
    {
        var store = new CatalogStore(data, ReadBundled(bundled), time, logger);
        store.Reread();
        return store;
    }

    /// <summary>Follows the files from now on.</summary>
    public void Watch() =>
        _watch ??= new DirectoryWatch(_data.Path, [_custom.Name, _overrides.Name], _time, RereadQuietly);

    /// <summary>Reads the user's files again, now.</summary>
    public void Reread()
    {
        lock (_reading)
        {
            _custom.Read();
            _overrides.Read();
            Publish(CatalogMerge.Merge(_bundled, _custom.Value, _overrides.Value) with
            {
                Problems = [.. _custom.Problems, .. _overrides.Problems]
            });
        }
    }

    /// <summary>Changes the user's settings of a model in <c>models-overrides.yaml</c>.</summary>
    /// <param name="key">The model's key.</param>
    /// <param name="revision">What the change was made on; null to change whatever is there.</param>
    /// <param name="change">What is to change.</param>
    /// <param name="cancel">Ends the wait for others that write.</param>
    public async Task<OverrideOutcome> ChangeAsync(
        string key, string? revision, OverrideChange change, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            using var taken = await DirectoryLock.TakeAsync(_data.Path, _time, cancel);
            Reread();
            if (Find(key) is not { } model) return new OverrideOutcome.Unknown();
            if (revision is not null && revision != ModelViews.Revision(model))
            {
                return OverrideOutcome.Conflicting.Moved;
            }

            if (!_overrides.IsReadable) return OverrideOutcome.Conflicting.Unreadable(_overrides.Problems[0]);

            var text = change.ApplyTo(_overrides.Text, key);
            if (text != (_overrides.Text ?? "")) AtomicFile.Replace(_data.ModelOverridesFile, _overrides.Text, text);
            Reread();
            return new OverrideOutcome.Saved(Find(key)!);
        }
        catch (Exception refused) when (refused is BadFileException or IOException or UnauthorizedAccessException)
        {
            return OverrideOutcome.Conflicting.NotWritten(_overrides.Name, refused);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A model by its key; null when there is none.</summary>
    public CatalogModel? Find(string key) => Current.Models.FirstOrDefault(model => model.Key == key);

    public void Dispose()
    {
        _watch?.Dispose();
        _turn.Dispose();
    }

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

    private static CatalogFile ReadBundled(string path)
    {
        try
        {
            var file = CatalogFile.Read(File.ReadAllText(path), Path.GetFileName(path), ModelSource.Bundled);
            return file.Skipped is [var skipped, ..]
                ? throw new InvalidOperationException($"{path}, model {skipped.Key}: {skipped.Reason}")
                : file;
        }
        catch (BadFileException broken)
        {
            throw new InvalidOperationException($"{path}, line {broken.Line ?? 1}: {broken.Message}", broken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{File}: {Model} is skipped: {Reason}")]
    private partial void ModelSkipped(string file, string model, string reason);

    [LoggerMessage(LogLevel.Warning, "{File}, line {Line}: {Problem}")]
    private partial void FileIsBroken(string file, int? line, string problem);

    [LoggerMessage(LogLevel.Error, "The catalog could not be read again")]
    private partial void RereadFailed(Exception failure);
}
