using System.Net.Http.Json;
using System.Text.Json;
using SparkControl.Tests.Integration;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Standalone;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The real Standalone with a data directory of its own, and its API.</summary>
public abstract class PanelProcess : IAsyncLifetime
{
    private readonly TempDirectory? data;
    private readonly string directory;
    private readonly HttpClient http = new();
    private StandaloneProcess? process;

    /// <param name="directory">DATA_DIR; null is one that is gone afterwards.</param>
    private protected PanelProcess(string? directory = null)
    {
        data = directory is null ? new() : null;
        this.directory = directory ?? data!.Path;
    }

    /// <summary>Where the page is.</summary>
    public Uri Address => http.BaseAddress!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        process = Start(directory);
        await HeardAsync(process);
        var address = await process.SaysAsync("Now listening on:", Cancel);
        http.BaseAddress = new(address.Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
        process.Ignore();
        await Until.TrueAsync(
            async () => await GetAsync("/api/status") is { } status && IsUp(status), "the panel knows its state");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (process is not null)
        {
            // One that a test has left frozen hears of nothing; one that does not end is killed.
            process.Signal("CONT");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await ((Task)process.TerminateAsync(patience.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await process.DisposeAsync();
        }

        http.Dispose();
        data?.Dispose();
    }

    /// <summary>Its connections stay open and nothing answers, until <see cref="Thaw"/>.</summary>
    public void Freeze() => process!.Signal("STOP");

    public void Thaw() => process!.Signal("CONT");

    /// <summary>What the panel answers; null where that is nothing.</summary>
    internal async Task<JsonElement?> GetAsync(string path)
    {
        var text = await http.GetStringAsync(new Uri(Address, path), Cancel);
        return text == "null" ? null : JsonElement.Parse(text);
    }

    internal async Task<HttpResponseMessage> PostAsync(string path, object? body = null) =>
        await http.PostAsJsonAsync(new Uri(Address, path), body ?? new { }, Cancel);

    internal Task<HttpResponseMessage> DeleteAsync(string path) => http.DeleteAsync(new Uri(Address, path), Cancel);

    private protected abstract StandaloneProcess Start(string directory);

    private protected virtual Task HeardAsync(StandaloneProcess process) => Task.CompletedTask;

    private protected virtual bool IsUp(JsonElement status) => true;
}
