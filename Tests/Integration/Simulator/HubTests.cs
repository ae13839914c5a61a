using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SparkControl.Simulator;
using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Scenarios;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary>The stand-in for the Hub, as a client with nothing but an address sees it.</summary>
public sealed class HubTests : IAsyncLifetime
{
    private const string Small = "simulator/small";

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private SimulatedPair _pair = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _pair = await SimulatedPair.StartAsync(new() { Speed = 200, HubPort = 0, SpeechNode = null });
        _client.BaseAddress = new(_pair.HubUrl!);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _pair.DisposeAsync();
    }

    [Theory]
    [InlineData(Small)]
    [InlineData("RedHatAI/Qwen3.6-35B-A3B-NVFP4")]
    public async Task A_page_names_every_file_with_the_size_and_the_sum_that_it_has_on_a_node(string repo)
    {
        _pair.Head.AddModel(repo);

        var page = await JsonAsync($"/api/models/{repo}?blobs=true");

        var blobs = new DirectoryInfo(_pair.Head.Cache.Folder(repo) + "/blobs").GetFiles();
        Assert.Equal(
            blobs.Select(blob => (blob.Name, blob.Length)).Order(),
            page["siblings"]!.AsArray().Select(file => (Oid(file!), (long)file!["size"]!)).Order());
        Assert.True(File.Exists(_pair.Head.Cache.Snapshot(repo) + "/config.json"));
        Assert.Equal((string?)page["sha"], Path.GetFileName(_pair.Head.Cache.Snapshot(repo)));
        Assert.Equal("false false", $"{page["gated"]} {page["private"]}");
    }

    [Fact]
    public async Task The_bytes_of_a_written_repository_have_the_sums_that_its_page_names()
    {
        var page = await JsonAsync($"/api/models/{Small}?blobs=true");

        var large = page["siblings"]!.AsArray().Where(file => file!["lfs"] is not null).ToList();
        Assert.Equal(4, large.Count);
        foreach (var file in large)
        {
            var bytes = await _client.GetByteArrayAsync($"/{Small}/resolve/main/{file!["rfilename"]}", Cancel);
            Assert.Equal((string?)file["lfs"]!["sha256"], Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
    }

    [Fact]
    public async Task A_page_without_blobs_names_files_alone()
    {
        var page = await JsonAsync($"/api/models/{Small}");

        Assert.All(page["siblings"]!.AsArray(),
            file => Assert.Equal(["rfilename"], file!.AsObject().Select(field => field.Key)));
    }

    [Theory]
    [InlineData("Simulator/SMALL")]
    [InlineData("someone/former")]
    public async Task Who_asks_by_another_name_is_sent_to_the_repositorys_own(string name)
    {
        _pair.Hub.Rename("someone/former", Small);

        using var answer = await _client.GetAsync($"/api/models/{name}?blobs=true", Cancel);

        Assert.Equal((HttpStatusCode.TemporaryRedirect, $"/api/models/{Small}?blobs=true"),
            (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task A_former_commit_can_be_asked_for_after_the_next_one()
    {
        var first = _pair.Hub.Repos[Small];
        _pair.Hub.Add(first.Moved());

        var (former, present) = (await JsonAsync($"/api/models/{Small}/tree/{first.Commit}"),
            await JsonAsync($"/api/models/{Small}/tree/main"));

        Assert.NotEqual(first.Commit, (string?)(await JsonAsync($"/api/models/{Small}"))["sha"]);
        Assert.NotEqual(former.ToJsonString(), present.ToJsonString());
        Assert.Equal(former.AsArray().Count, present.AsArray().Count);
    }

    [Fact]
    public async Task A_tree_comes_in_pages_that_lead_to_one_another()
    {
        _pair.Hub.PageSize = 3;
        List<string> paths = [];
        string? next = $"/api/models/{Small}/tree/main?recursive=true";

        while (next is not null)
        {
            using var answer = await _client.GetAsync(next, Cancel);
            var page = (await answer.Content.ReadFromJsonAsync<JsonArray>(Cancel))!;
            Assert.InRange(page.Count, 1, 3);
            paths.AddRange(page.Select(entry => $"{entry!["type"]} {entry["path"]}"));
            next = answer.Headers.TryGetValues("Link", out var links)
                ? links.Single().Split('>')[0].TrimStart('<')
                : null;
        }

        Assert.Equal(
            [
                "directory assets", "file assets/notes.txt", "file config.json", "file generation_config.json",
                "file model-00001-of-00004.safetensors", "file model-00002-of-00004.safetensors",
                "file model-00003-of-00004.safetensors", "file model-00004-of-00004.safetensors",
                "file model.safetensors.index.json", "file tokenizer.json"
            ],
            paths);
    }

    [Fact]
    public async Task A_tree_that_is_not_recursive_stops_at_directories()
    {
        var top = (await _client.GetFromJsonAsync<JsonArray>($"/api/models/{Small}/tree/main", Cancel))!;
        var below = (await _client.GetFromJsonAsync<JsonArray>($"/api/models/{Small}/tree/main/assets", Cancel))!;

        Assert.DoesNotContain(top, entry => ((string)entry!["path"]!).Contains('/', StringComparison.Ordinal));
        Assert.Equal("assets/notes.txt", (string?)Assert.Single(below)!["path"]);
    }

    [Theory]
    [InlineData("RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4", "Qwen3VLMoeForConditionalGeneration", 94, 4, 128)]
    [InlineData("google/gemma-4-26B-A4B-it", "Gemma4ForConditionalGeneration", 30, 8, 256)]
    [InlineData("RedHatAI/Qwen3.6-35B-A3B-NVFP4", "Qwen3_5MoeForConditionalGeneration", 40, 2, 256)]
    [InlineData("Qwen/Qwen3-235B-A22B-Instruct-2507-FP8", "Qwen3MoeForCausalLM", 94, 4, 128)]
    [InlineData("Qwen/Qwen2.5-72B-Instruct", "Qwen2ForCausalLM", 80, 8, null)]
    [InlineData("openai/gpt-oss-120b", "GptOssForCausalLM", 36, 8, 64)]
    [InlineData(Small, "Qwen3ForCausalLM", 28, 8, 128)]
    public async Task A_configuration_says_what_a_token_costs(
        string repo, string architecture, int layers, int heads, int? dimension)
    {
        var config = await JsonAsync($"/{repo}/resolve/main/config.json");

        var text = config["text_config"] ?? config;
        Assert.Equal(architecture, (string?)config["architectures"]![0]);
        Assert.Equal(
            (layers, heads, dimension),
            ((int)text["num_hidden_layers"]!, (int)text["num_key_value_heads"]!, (int?)text["head_dim"]));
        Assert.True((int)text["max_position_embeddings"]! >= 32_768);
    }

    [Fact]
    public async Task The_index_of_a_model_names_all_its_shards()
    {
        const string Repo = "RedHatAI/Qwen3.6-35B-A3B-NVFP4";

        var index = await JsonAsync($"/{Repo}/resolve/main/model.safetensors.index.json");

        var shards = index["weight_map"]!.AsObject().Select(entry => (string)entry.Value!).Distinct().ToList();
        var page = await JsonAsync($"/api/models/{Repo}?blobs=true");
        var weights = page["siblings"]!.AsArray()
            .Where(file => ((string)file!["rfilename"]!).EndsWith(".safetensors", StringComparison.Ordinal)).ToList();
        Assert.Equal(weights.Select(file => (string)file!["rfilename"]!), shards);
        Assert.Equal(weights.Sum(file => (long)file!["size"]!), (long)index["metadata"]!["total_size"]!);
    }

    [Fact]
    public async Task A_head_of_a_large_file_says_its_size_and_its_sum()
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Head, $"/{Small}/resolve/main/model-00001-of-00004.safetensors");

        using var answer = await _client.SendAsync(request, Cancel);

        var file = _pair.Hub.Of(Small).Files.Single(one => one.Name == "model-00001-of-00004.safetensors");
        Assert.Equal((4L << 20, $"\"{file.Oid}\""), (answer.Content.Headers.ContentLength, answer.Headers.ETag?.Tag));
        Assert.Equal(file.Oid, answer.Headers.GetValues("X-Linked-Etag").Single().Trim('"'));
        Assert.Equal(_pair.Hub.Of(Small).Commit, answer.Headers.GetValues("X-Repo-Commit").Single());
    }

    [Fact]
    public async Task A_file_goes_on_where_a_range_begins()
    {
        const string Path = $"/{Small}/resolve/main/model-00001-of-00004.safetensors";
        var all = await _client.GetByteArrayAsync(Path, Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Range = new(1_000_003, null);

        using var answer = await _client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(all[1_000_003..], await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData("/api/models/simulator/gated", null, 200, null)]
    [InlineData("/simulator/gated/resolve/main/config.json", null, 401, "GatedRepo")]
    [InlineData("/simulator/gated/resolve/main/config.json", SimulatedHub.StrangersToken, 403, "GatedRepo")]
    [InlineData("/simulator/gated/resolve/main/config.json", SimulatedHub.Token, 200, null)]
    [InlineData("/simulator/gated/resolve/main/config.json", "hf_made_up", 401, null)]
    [InlineData("/api/models/simulator/private", null, 401, "RepoNotFound")]
    [InlineData("/api/models/simulator/private", SimulatedHub.StrangersToken, 404, "RepoNotFound")]
    [InlineData("/api/models/simulator/private", SimulatedHub.Token, 200, null)]
    [InlineData("/api/models/no/such?blobs=true", null, 401, "RepoNotFound")]
    [InlineData("/api/models/no/such?blobs=true", SimulatedHub.Token, 404, "RepoNotFound")]
    [InlineData("/api/models/simulator/small/tree/other", null, 404, "RevisionNotFound")]
    [InlineData("/simulator/small/resolve/main/other.json", null, 404, "EntryNotFound")]
    [InlineData("/api/whoami-v2", SimulatedHub.Token, 200, null)]
    [InlineData("/api/whoami-v2", null, 401, null)]
    public async Task Who_may_have_what_is_said_by_status_and_code(string path, string? token, int status, string? code)
    {
        using var answer = await AskAsync(path, token);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, answer.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.Single() : null);
        if (status == 200) return;
        var error = (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["error"];
        Assert.Equal((string?)error, answer.Headers.GetValues("X-Error-Message").Single());
    }

    [Fact]
    public async Task A_repository_is_gated_while_its_scenario_says_so()
    {
        _pair.Scenarios.Set(Small, ScenarioKind.Gated);

        using var refused = await AskAsync($"/{Small}/resolve/main/config.json", null);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("manual", (string?)(await JsonAsync($"/api/models/{Small}"))["gated"]);
    }

    [Fact]
    public async Task Too_many_requests_say_when_to_come_again_and_end()
    {
        _pair.Hub.LimitRate(answers: 2, retryAfterSeconds: 7);

        List<(int, double?)> answers = [];
        for (var request = 0; request < 3; request++)
        {
            using var answer = await AskAsync($"/api/models/{Small}", null);
            answers.Add(((int)answer.StatusCode, answer.Headers.RetryAfter?.Delta?.TotalSeconds));
        }

        Assert.Equal([(429, 7), (429, 7), (200, null)], answers);
    }

    [Fact]
    public async Task A_hub_that_is_away_cuts_connections_until_it_is_back()
    {
        _pair.Hub.IsAway = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => JsonAsync($"/api/models/{Small}"));

        _pair.Hub.IsAway = false;

        Assert.Equal(Small, (string?)(await JsonAsync($"/api/models/{Small}"))["id"]);
        Assert.Equal([$"GET /api/models/{Small}", $"GET /api/models/{Small}"], _pair.Hub.Requests.Take(2));
    }

    private static string Oid(JsonNode file) => (string)(file["lfs"]?["sha256"] ?? file["blobId"])!;

    private async Task<JsonNode> JsonAsync(string path) => (await _client.GetFromJsonAsync<JsonNode>(path, Cancel))!;

    private async Task<HttpResponseMessage> AskAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _client.SendAsync(request, Cancel);
    }
}
