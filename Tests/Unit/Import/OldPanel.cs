using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.ControlApi.Import;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Import;

/// <summary>A data directory as the original has left it.</summary>
internal sealed class OldPanel : IDisposable
{
    public DataDirectory Data { get; } = new(Directory.CreateTempSubdirectory("spark-control-").FullName);

    public Dictionary<string, string> Environment { get; } = [];

    public string Of(string name) => Path.Combine(Data.Path, name);

    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Of(name))!);
        File.WriteAllBytes(Of(name), bytes);
    }

    public string Read(string name) => File.ReadAllText(Of(name));

    /// <summary>What the panel does first when it starts.</summary>
    public Task<ImportRecord> ImportAsync() => new Importer(
        Data, Environment.GetValueOrDefault, Path.Combine(AppContext.BaseDirectory, "models.yaml"), TimeProvider.System,
        NullLogger<Importer>.Instance).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>And what it does after that.</summary>
    public Task<SettingsStore> OpenAsync(ImportRecord? record = null) => SettingsStore.OpenAsync(
        Data, Environment.GetValueOrDefault, demo: null, TimeProvider.System, NullLogger.Instance, record?.Report?.At,
        TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Data.Path, recursive: true);
}
