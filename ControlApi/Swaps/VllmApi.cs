using System.Net;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Swaps;

/// <summary>The server that a load brings up, asked as its clients will ask it.</summary>
internal sealed class VllmApi : IDisposable
{
    private static readonly TimeSpan PollLimit = TimeSpan.FromSeconds(2);

    /// <summary>A first answer compiles what is left to compile.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(2);

    private readonly HttpClient http = new(Ipv4.Handler()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The models it names; null when it does not answer.</summary>
    public async Task<IReadOnlyList<ServedModel>?> ModelsAsync(EffectiveSettings settings, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(PollLimit);
        try
        {
            var list = await http.GetFromJsonAsync<JsonNode>(Address(settings, "models"), limit.Token);
            return [.. list?["data"]?.AsArray().Select(Model).OfType<ServedModel>() ?? []];
        }
        catch (Exception silent) when (IsSilence(silent, cancel))
        {
            return null;
        }
    }

    /// <summary>One real answer: a token of a chat, or an embedding where it cannot chat.</summary>
    /// <returns>Null when it answered; else why not.</returns>
    public async Task<string?> AskAsync(EffectiveSettings settings, string model, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerLimit);
        try
        {
            var chat = new JsonObject
            {
                ["model"] = model,
                ["max_tokens"] = 1,
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Hello" })
            };
            using var answer = await http.PostAsJsonAsync(Address(settings, "chat/completions"), chat, limit.Token);
            if (answer.IsSuccessStatusCode) return HasChoice(await answer.Content.ReadFromJsonAsync<JsonNode>(limit.Token));
            if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.BadRequest)) return $"It answered {(int)answer.StatusCode}.";

            var embed = new JsonObject { ["model"] = model, ["input"] = "Hello" };
            using var embedding = await http.PostAsJsonAsync(Address(settings, "embeddings"), embed, limit.Token);
            return embedding.IsSuccessStatusCode ? null : $"It answered {(int)answer.StatusCode} to a chat and {(int)embedding.StatusCode} to an embedding.";
        }
        catch (Exception silent) when (IsSilence(silent, cancel))
        {
            return silent is OperationCanceledException ? "It did not answer within 2 minutes." : silent.Message;
        }
    }

    public void Dispose() => http.Dispose();

    private static string? HasChoice(JsonNode? answer) =>
        answer?["choices"] is JsonArray { Count: > 0 } ? null : "Its answer holds no choice.";

    private static Uri Address(EffectiveSettings settings, string path) =>
        new($"http://{settings.Spark1!.Host}:{settings.VllmPort}/v1/{path}");

    private static ServedModel? Model(JsonNode? node) => (string?)node?["id"] is { } id
        ? new(id, (string?)node["root"], (int?)node["max_model_len"])
        : null;

    private static bool IsSilence(Exception failure, CancellationToken cancel) =>
        failure is HttpRequestException or System.Text.Json.JsonException or IOException or InvalidOperationException
        || (failure is OperationCanceledException && !cancel.IsCancellationRequested);
}
