using SparkControl.Contracts;
using SparkControl.ControlApi.Downloads;

namespace SparkControl.ControlApi.Fit;

/// <summary>Asks the Hub what weights need.</summary>
internal static class HubAsk
{
    /// <exception cref="HubException">It does not say.</exception>
    public static async Task<ModelFacts?> FactsAsync(Hub hub, string repo, CancellationToken cancel)
    {
        var model = await hub.ReadAsync(repo, cancel);
        var config = await hub.ConfigAsync(repo, cancel);
        return HubFiles.Facts(config, model.Files.Select(file => KeyValuePair.Create(file.Path, file.Bytes)));
    }
}
