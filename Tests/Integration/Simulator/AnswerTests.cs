using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class AnswerTests : PairFixture
{
    [Fact]
    public async Task A_streamed_chat_says_word_by_word_what_a_whole_one_says()
    {
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        JsonArray messages = [new JsonObject { ["role"] = "user", ["content"] = "Hello" }];

        var whole = JsonNode.Parse(await PostAsync("chat/completions", new { model = Model, messages }))!;
        var events = (await PostAsync("chat/completions", new { model = Model, messages, stream = true }))
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("data: [DONE]", events[^1]);
        var choices = events[..^1].Select(text => JsonNode.Parse(text["data: ".Length..])!["choices"]![0]!).ToList();
        Assert.Equal((string)whole["choices"]![0]!["message"]!["content"]!,
            string.Concat(choices.Select(choice => (string)choice["delta"]!["content"]!)));
        Assert.Equal("stop", (string?)choices[^1]["finish_reason"]);
    }

    [Fact]
    public async Task Embeddings_are_the_same_for_the_same_text()
    {
        await LaunchAsync("", "Qwen/Qwen3-Embedding-8B");
        await LogSaysAsync("Application startup complete.");

        var answer = JsonNode.Parse(await PostAsync("embeddings", new { input = new[] { "one", "two", "one" } }))!;

        var vectors = answer["data"]!.AsArray().Select(one => one!["embedding"]!.ToJsonString()).ToList();
        Assert.Equal(vectors[0], vectors[2]);
        Assert.NotEqual(vectors[0], vectors[1]);
    }

    private async Task<string> PostAsync(string path, object request)
    {
        using var client = new HttpClient();
        using var answer = await client.PostAsJsonAsync($"http://127.0.0.1:{Pair.VllmPort}/v1/{path}", request, Cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(Cancel);
    }
}
