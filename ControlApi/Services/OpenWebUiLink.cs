using SparkControl.Contracts;

namespace SparkControl.ControlApi.Services;

/// <summary>A chat with the loaded model, in the owner's Open WebUI.</summary>
internal static class OpenWebUiLink
{
    /// <param name="url">Where Open WebUI is; null when that is not set.</param>
    /// <param name="vllm">vLLM as it may be told now.</param>
    /// <returns>Null when there is nothing to chat with.</returns>
    public static string? Of(string? url, ServiceState? vllm)
    {
        var isUp = vllm is { Verdict: ServiceVerdict.Healthy or ServiceVerdict.Degraded };
        if (url is null || !isUp || vllm!.Model is not { } model) return null;

        var place = new UriBuilder(url);
        place.Path = $"{place.Path.TrimEnd('/')}/";
        var own = place.Query.TrimStart('?');
        place.Query = $"{own}{(own.Length > 0 ? "&" : "")}models={Uri.EscapeDataString(model.Id)}";
        return place.Uri.AbsoluteUri;
    }
}
