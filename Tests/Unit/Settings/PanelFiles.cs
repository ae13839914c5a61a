using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

/// <summary>A data directory of one test.</summary>
internal sealed class PanelFiles : IDisposable
{
    public DataDirectory Data { get; } = new(Directory.CreateTempSubdirectory("spark-control-").FullName);

    public Dictionary<string, string> Environment { get; } = [];

    public string Settings
    {
        get => File.ReadAllText(Data.SettingsFile);
        set => File.WriteAllText(Data.SettingsFile, value);
    }

    public string Startos { set => File.WriteAllText(Data.StartosFile, value); }

    public Task<SettingsStore> OpenAsync(DemoPair? demo = null) => SettingsStore.OpenAsync(
        Data, Environment.GetValueOrDefault, demo, TimeProvider.System, NullLogger.Instance,
        cancel: TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Data.Path, recursive: true);
}

internal static class Changes
{
    /// <summary>A change of settings as a test writes it.</summary>
    public static Task<SettingsOutcome> ChangeAsync(this SettingsStore store, string name, params string[] values) =>
        store.ChangeAsync(null, new Dictionary<string, IReadOnlyList<string>?> { [name] = values },
            TestContext.Current.CancellationToken);
}
