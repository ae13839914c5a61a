using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Settings;

namespace SparkControl.Tests.Integration.Catalog;

/// <summary>The stores of a panel's files, and the number that was written last into each.</summary>
internal sealed record PanelStores(SettingsStore Settings, CatalogStore Catalog) : IDisposable
{
    private const string Model = "mine", Bundled = "qwen36";

    /// <summary>By file.</summary>
    public IReadOnlyDictionary<string, int> Numbers => new Dictionary<string, int>
    {
        [FileWriters.Settings] = Settings.Current.VllmPort,
        [FileWriters.Custom] = int.Parse(Catalog.Find(Model)!.Name, CultureInfo.InvariantCulture),
        [FileWriters.Overrides] = Catalog.Find(Bundled)!.Settings.MaxModelLen ?? 0
    };

    public IReadOnlyList<FileProblem> Problems => [.. Settings.Current.Problems, .. Catalog.Current.Problems];

    public static async Task<PanelStores> OpenAsync(DataDirectory data) => new(
        await SettingsStore.OpenAsync(data, _ => null, demo: null, TimeProvider.System, NullLogger.Instance),
        CatalogStore.Open(
            Path.Combine(AppContext.BaseDirectory, "models.yaml"), data, TimeProvider.System, NullLogger.Instance));

    public async Task SetPortAsync(int n) => Demand(
        await Settings.ChangeAsync(null, new Dictionary<string, IReadOnlyList<string>?> { ["vllm_port"] = [$"{n}"] },
            default) is SettingsOutcome.Saved);

    public async Task SetNameAsync(int n) => Demand(
        await Catalog.ChangeAsync(UserFiles.Custom, draft => ModelChange.Edit(draft, Model, new() { Name = $"{n}" }),
            default) is CatalogOutcome.Saved);

    public async Task SetLengthAsync(int n)
    {
        var change =
            new OverrideChange(new Dictionary<string, YamlValue?> { ["max_model_len"] = YamlValue.Plain($"{n}") });
        Demand(await Catalog.ChangeAsync(
            UserFiles.Overrides, draft => change.Apply(draft, Bundled, null), default) is CatalogOutcome.Saved);
    }

    public void Dispose()
    {
        Settings.Dispose();
        Catalog.Dispose();
    }

    private static void Demand(bool isSaved)
    {
        if (!isSaved) throw new InvalidOperationException("A change was refused.");
    }
}
