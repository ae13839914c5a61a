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

    /// <summary>So many connections in a row hardly all get the same one of two servers.</summary>
    private const int Connections = 6;

    // One connection for all would know only one of several servers that share the port.
    private readonly HttpClient http = new(Ipv4.Handler())
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { ConnectionClose = true }
    };

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

    /// <summary>
    /// The models it names on several connections: servers that share the port answer in turn, and one good answer is
    /// luck. The first answer without the wanted model counts.
    /// </summary>
    public async Task<IReadOnlyList<ServedModel>?> ModelsAsync(
        EffectiveSettings settings, Func<ServedModel, bool> isWanted, CancellationToken cancel)
    {
        var models = await ModelsAsync(settings, cancel);
        for (var asked = 1; asked < Connections && models?.Any(isWanted) == true; asked++)
        {
            models = await ModelsAsync(settings, cancel);
        }

        return models;
    }

    /// <summary>
    /// One real answer: a token of a chat; of a text, where there is no template for chats; or an embedding.
    /// </summary>
    /// <returns>Null when it answered; else why not.</returns>
    public Task<string?> AskAsync(EffectiveSettings settings, string model, CancellationToken cancel) =>
        AskAsync(settings, model, tokens: 1, cancel);

    /// <summary>The same, of some tokens.</summary>
    public async Task<string?> AskAsync(
        EffectiveSettings settings, string model, int tokens, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerLimit);
        try
        {
            List<string> refusals = [];
            foreach (var (path, question) in Questions(model, tokens))
            {
                using var answer = await http.PostAsJsonAsync(Address(settings, path), question, limit.Token);
                if (answer.IsSuccessStatusCode)
                    return Said(await answer.Content.ReadFromJsonAsync<JsonNode>(limit.Token));

                refusals.Add($"{(int)answer.StatusCode} to {path}");
                if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.BadRequest)) break;
            }

            return $"It answered {string.Join(", ", refusals)}.";
        }
        catch (Exception silent) when (IsSilence(silent, cancel))
        {
            return silent is OperationCanceledException ? "It did not answer within 2 minutes." : silent.Message;
        }
    }

    public void Dispose() => http.Dispose();

    private static IEnumerable<(string Path, JsonObject Question)> Questions(string model, int tokens) =>
    [
        ("chat/completions", new()
        {
            ["model"] = model,
            ["max_tokens"] = tokens,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Hello" })
        }),
        ("completions", new() { ["model"] = model, ["max_tokens"] = tokens, ["prompt"] = "Hello" }),
        ("embeddings", new() { ["model"] = model, ["input"] = "Hello" })
    ];

    private static string? Said(JsonNode? answer) =>
        answer?["choices"] is JsonArray { Count: > 0 } || answer?["data"] is JsonArray { Count: > 0 }
            ? null
            : "Its answer is empty.";

    private static Uri Address(EffectiveSettings settings, string path) =>
        new($"http://{settings.Spark1!.Host}:{settings.VllmPort}/v1/{path}");

    private static ServedModel? Model(JsonNode? node) => (string?)node?["id"] is { } id
        ? new(id, (string?)node["root"], (int?)node["max_model_len"])
        : null;

    private static bool IsSilence(Exception failure, CancellationToken cancel) =>
        failure is HttpRequestException or System.Text.Json.JsonException or IOException or InvalidOperationException
        || (failure is OperationCanceledException && !cancel.IsCancellationRequested);
}
