using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi;
using SparkControl.ControlApi.Settings;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Integration.Settings;

public sealed class ModelSettingsApiTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Secret = "what-only-this-process-knows";

    private readonly PanelFiles _files = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private StateMirror Mirror => _app.Services.GetRequiredService<StateMirror>();

    public async ValueTask InitializeAsync()
    {
        // A node that is nobody's: nothing answers, and nothing need answer.
        var pair = new DemoPair(
            new Dictionary<string, string> { ["spark1_host"] = "127.0.0.1", ["vllm_port"] = $"{FreePort.Next()}" },
            new Dictionary<string, LocalShellSettings>
            {
                ["spark1"] = new() { Environment = new Dictionary<string, string> { ["HOME"] = _files.Data.Path, ["PATH"] = "", ["SECRET"] = Secret } }
            });
        _app = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], pair, builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Logging.ClearProviders();
            builder.Configuration["DATA_DIR"] = _files.Data.Path;
            builder.Configuration["ConnectionStrings:redis"] = redis.ConnectionString;
            builder.Configuration["Cluster"] = $"t{Guid.NewGuid():N}";
        });
        await _app.StartAsync(Cancel);
        _http = _app.GetTestClient();
        await UntilAsync(States.Settings, _ => true);
        await UntilAsync(States.Catalog, _ => true);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task A_change_is_answered_with_the_model_and_seen_everywhere_at_once()
    {
        var answer = await PutAsync("qwen36", """{ "max_model_len": 65536 }""");

        var model = await ReadAsync(answer);
        var command = (string?)(await GetAsync("/api/models/qwen36/command"))["command"];
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((65536, 131072), ((int)model["settings"]!["max_model_len"]!, (int)model["bundled_settings"]!["max_model_len"]!));
        Assert.Contains("--max-model-len 65536", command);
        await UntilAsync(States.Catalog, catalog => catalog.Models.Single(m => m.Key == "qwen36").Settings.MaxModelLen == 65536);
    }

    [Fact]
    public async Task A_swap_right_after_a_change_is_made_with_it()
    {
        await PutAsync("qwen36", """{ "max_model_len": 65536 }""");
        var began = await _http.PostAsJsonAsync("/api/swap", new { model = "qwen36" }, Cancel);

        var id = (string)(await ReadAsync(began))["id"]!;
        var swap = await UntilAsync(States.Swap, swap => swap.Id == id);
        Assert.Equal(65536, swap.Run.Model!.Settings.MaxModelLen);
        // Nobody has read the launcher here, so nobody knows what it is to be told.
        Assert.Null(swap.Command);
    }

    [Fact]
    public async Task A_swap_knows_what_another_panel_wrote_into_the_file_a_moment_ago()
    {
        File.WriteAllText(_files.Data.ModelOverridesFile, "models:\n  qwen36: { settings: { max_model_len: 2048 } }\n");
        var began = await _http.PostAsJsonAsync("/api/swap", new { model = "qwen36" }, Cancel);

        var id = (string)(await ReadAsync(began))["id"]!;
        Assert.Equal(2048, (await UntilAsync(States.Swap, swap => swap.Id == id)).Run.Model!.Settings.MaxModelLen);
    }

    [Fact]
    public async Task Null_and_DELETE_take_back_to_the_bundled_values()
    {
        await PutAsync("qwen36", """{ "max_model_len": 1024, "max_num_seqs": 2, "extra_args": ["--enforce-eager"] }""");

        var one = await ReadAsync(await PutAsync("qwen36", """{ "max_model_len": null }"""));
        var all = await ReadAsync(await _http.DeleteAsync("/api/models/qwen36/settings", Cancel));

        Assert.Equal((131072, 2), ((int)one["settings"]!["max_model_len"]!, (int)one["settings"]!["max_num_seqs"]!));
        Assert.Equal(all["bundled_settings"]!.ToJsonString(), all["settings"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{ "gpu_memory_utilization": 0.85 }""")]
    [InlineData("""{ "gpu_memory_utilization": 0.90 }""")]
    [InlineData("""{ "gpu_memory_utilization": 0.95, "force": true }""")]
    [InlineData("""{ "extra_args": [] }""")]
    [InlineData("{}")]
    public async Task What_is_within_the_rules_is_accepted(string body) =>
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("qwen36", body)).StatusCode);

    [Theory]
    [InlineData("""{ "gpu_memory_utilization": 0.96, "force": true }""", "gpu_memory_utilization")]
    [InlineData("""{ "gpu_memory_utilization": 0.05 }""", "gpu_memory_utilization")]
    [InlineData("""{ "max_model_len": 0 }""", "max_model_len")]
    [InlineData("""{ "max_model_len": "many" }""", "max_model_len")]
    [InlineData("""{ "max_model_len": 4096.5 }""", "max_model_len")]
    [InlineData("""{ "max_num_seqs": 65537 }""", "max_num_seqs")]
    [InlineData("""{ "prefix_caching": "yes" }""", "prefix_caching")]
    [InlineData("""{ "extra_args": ["--port", "1"] }""", "extra_args")]
    [InlineData("""{ "extra_args": ["--max-model-len", "1"] }""", "extra_args")]
    [InlineData("""{ "extra_args": ["-tp", "2"] }""", "extra_args")]
    [InlineData("""{ "extra_args": ["a\u0000b"] }""", "extra_args")]
    [InlineData("""{ "extra_args": [null] }""", "extra_args")]
    [InlineData("""{ "extra_args": ["\ud800"] }""", "extra_args")]
    [InlineData("""{ "extra_args": "--a" }""", "extra_args")]
    [InlineData("""{ "max_model_length": 1 }""", "max_model_length")]
    public async Task A_wrong_value_is_refused_by_its_name_and_nothing_is_written(string body, string field)
    {
        var answer = await PutAsync("qwen36", body);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = await ReadAsync(answer);
        Assert.StartsWith(field, (string?)problem["field"] ?? problem["errors"]!.AsObject().Single().Key);
        Assert.False(File.Exists(_files.Data.ModelOverridesFile));
    }

    [Fact]
    public async Task A_memory_share_that_can_stop_the_machine_needs_force_and_one_below_it_is_warned_of()
    {
        var refused = await PutAsync("qwen36", """{ "gpu_memory_utilization": 0.901 }""");
        var written = File.Exists(_files.Data.ModelOverridesFile);
        var forced = await ReadAsync(await PutAsync("qwen36", """{ "gpu_memory_utilization": 0.93, "force": true }"""));
        var high = await ReadAsync(await PutAsync("qwen36", """{ "gpu_memory_utilization": 0.86 }"""));
        var usual = await ReadAsync(await PutAsync("qwen36", """{ "gpu_memory_utilization": 0.85 }"""));

        var problem = await ReadAsync(refused);
        Assert.Equal(
            (HttpStatusCode.Conflict, "memory_share", "gpu_memory_utilization"),
            (refused.StatusCode, (string?)problem["code"], (string?)problem["field"]));
        Assert.False(written);
        Assert.Contains("0.93", (string?)Assert.Single(forced["warnings"]!.AsArray()));
        Assert.Contains("0.86", (string?)Assert.Single(high["warnings"]!.AsArray()));
        Assert.Empty(usual["warnings"]!.AsArray());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public async Task Garbage_is_400(string body) => Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync("qwen36", body)).StatusCode);

    [Fact]
    public async Task A_model_that_nobody_knows_is_404()
    {
        var answer = await PutAsync("gone", "{}");

        Assert.Equal((HttpStatusCode.NotFound, "unknown_model"), (answer.StatusCode, (string?)(await ReadAsync(answer))["code"]));
        Assert.Equal(HttpStatusCode.NotFound, (await _http.DeleteAsync("/api/models/gone/settings", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("models: {\n")]
    [InlineData("{models: {}}\n")]
    public async Task A_file_that_cannot_be_edited_is_409_and_stays(string text)
    {
        File.WriteAllText(_files.Data.ModelOverridesFile, text);

        var answer = await PutAsync("qwen36", """{ "max_model_len": 1024 }""");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("models-overrides.yaml", (string?)(await ReadAsync(answer))["detail"]);
        Assert.Equal(text, File.ReadAllText(_files.Data.ModelOverridesFile));
    }

    [Fact]
    public async Task Changes_at_once_are_all_kept()
    {
        string[] keys = [.. (await _http.GetFromJsonAsync<JsonArray>("/api/models", Cancel))!.Select(model => (string)model!["key"]!)];

        await Task.WhenAll(keys.SelectMany(key => (Task[])[PutAsync(key, """{ "max_model_len": 1234 }"""), PutAsync(key, """{ "max_num_seqs": 12 }""")]));

        var models = (await _http.GetFromJsonAsync<JsonArray>("/api/models", Cancel))!;
        Assert.All(models, model => Assert.Equal((1234, 12), ((int)model!["settings"]!["max_model_len"]!, (int)model["settings"]!["max_num_seqs"]!)));
    }

    [Fact]
    public async Task The_document_of_the_API_says_of_every_route_what_it_does_and_how_it_refuses()
    {
        var paths = (await GetAsync("/openapi/v1.json"))["paths"]!.AsObject();
        var operations = paths.SelectMany(path => path.Value!.AsObject().Select(o => (Name: $"{o.Key} {path.Key}", What: o.Value!))).ToList();

        Assert.True(operations.Count > 15);
        Assert.All(operations, operation =>
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)operation.What["summary"]), $"{operation.Name} has no summary");
            Assert.NotNull(operation.What["responses"]?["default"]?["content"]?["application/problem+json"]?["schema"]);
        });
    }

    [Fact]
    public async Task An_answer_to_discovery_that_has_not_changed_is_not_sent_again()
    {
        using var first = await _http.GetAsync("/api/endpoints", Cancel);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/endpoints");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await _http.SendAsync(again, Cancel);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (first.StatusCode, first.Content.Headers.ContentType?.MediaType));
        Assert.Equal((HttpStatusCode.NotModified, 0), (second.StatusCode, (await second.Content.ReadAsByteArrayAsync(Cancel)).Length));
    }

    [Fact]
    public async Task The_document_of_the_API_names_the_members_of_a_problem()
    {
        var problem = (await GetAsync("/openapi/v1.json"))["components"]!["schemas"]!["ApiProblem"]!;

        Assert.All(
            (string[])["title", "status", "detail", "code", "field", "errors", "id", "holder", "panel"],
            member => Assert.NotNull(problem["properties"]![member]));
        Assert.Contains("code", problem["required"]!.AsArray().Select(member => (string?)member));
    }

    [Fact]
    public async Task A_change_that_was_made_on_older_settings_is_refused()
    {
        var read = await RevisionAsync();
        var written = (string?)(await ReadAsync(await PutAsync("qwen36", $$"""{ "revision": "{{read}}", "max_num_seqs": 3 }""")))["revision"];

        var late = await PutAsync("qwen36", $$"""{ "revision": "{{read}}", "max_num_seqs": 4 }""");
        var reset = await _http.DeleteAsync($"/api/models/qwen36/settings?revision={read}", Cancel);

        Assert.Equal((HttpStatusCode.Conflict, "moved"), (late.StatusCode, (string?)(await ReadAsync(late))["code"]));
        Assert.Equal(HttpStatusCode.Conflict, reset.StatusCode);
        Assert.Equal(written, await RevisionAsync());
        Assert.Equal(HttpStatusCode.OK, (await _http.DeleteAsync($"/api/models/qwen36/settings?revision={written}", Cancel)).StatusCode);
        Assert.Equal(read, await RevisionAsync());
    }

    [Fact]
    public async Task Changes_that_would_make_the_file_unreadable_are_refused_and_the_next_one_is_not()
    {
        string[] keys = [.. (await _http.GetFromJsonAsync<JsonArray>("/api/models", Cancel))!.Select(model => (string)model!["key"]!)];
        var large = JsonSerializer.Serialize(new { extra_args = Enumerable.Repeat(new string('\u0001', 4000), 11) });
        List<HttpStatusCode> statuses = [];
        foreach (var key in keys) statuses.Add((await PutAsync(key, large)).StatusCode);

        Assert.Equal(HttpStatusCode.Conflict, statuses[0]);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("qwen36", """{ "max_num_seqs": 3 }""")).StatusCode);
        Assert.Empty((await GetAsync("/api/status"))["catalog"]!["problems"]!.AsArray());
    }

    [Fact]
    public async Task No_swap_is_a_null_and_not_an_empty_answer() =>
        Assert.Equal("null", await _http.GetStringAsync("/api/swap", Cancel));

    [Fact]
    public async Task A_command_for_a_launcher_that_nobody_has_read_says_so()
    {
        var command = await GetAsync("/api/models/qwen36/command");

        Assert.Contains("not read yet", (string?)Assert.Single(command["notes"]!.AsArray()));
    }

    [Fact]
    public async Task The_page_is_asked_for_again_after_an_update()
    {
        using var page = await _http.GetAsync("/", Cancel);

        Assert.Equal((HttpStatusCode.OK, "no-cache"), (page.StatusCode, page.Headers.CacheControl?.ToString()));
    }

    [Theory]
    [InlineData("/api/no-such-route", HttpStatusCode.NotFound, "not_found")]
    [InlineData("/api/swap/s-never/stream", HttpStatusCode.NotFound, "unknown_swap")]
    public async Task What_is_not_there_says_what_is(string path, HttpStatusCode status, string code)
    {
        using var answer = await _http.GetAsync(path, Cancel);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;

        Assert.Equal((status, code), (answer.StatusCode, (string?)problem["code"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)problem["detail"]));
    }

    [Theory]
    [InlineData("/api/status")]
    [InlineData("/api/settings")]
    public async Task The_environment_of_a_simulated_node_stays_inside(string path)
    {
        var text = await _http.GetStringAsync(path, Cancel);

        Assert.Contains("\"local\":{}", text);
        Assert.DoesNotContain(Secret, text);
    }

    [Fact]
    public async Task The_events_say_of_a_simulated_node_only_that_it_is_this_machine()
    {
        using var reader = new StreamReader(await _http.GetStreamAsync("/api/events", Cancel));
        Assert.Equal("event: snapshot", await reader.ReadLineAsync(Cancel));
        var snapshot = await reader.ReadLineAsync(Cancel);
        await _app.Services.GetRequiredService<SettingsStore>().ChangeAsync("swap_stall_minutes", "7");
        var change = await reader.ReadLineAsync(Cancel);
        while (change is not null && !change.Contains("\"key\":\"settings\"", StringComparison.Ordinal)) change = await reader.ReadLineAsync(Cancel);

        Assert.All([snapshot!, change!], text => Assert.Contains("\"local\":{}", text));
        Assert.All([snapshot!, change!], text => Assert.DoesNotContain(Secret, text));
        Assert.Equal(Secret, Mirror.Value(States.Settings)!.Spark1!.Local!.Environment["SECRET"]);
    }

    private async Task<T> UntilAsync<T>(StateKey<T> key, Func<T, bool> isWanted) where T : class
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = Mirror.Watch(_ => Look(), _ => Look());
        return await found.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        void Look()
        {
            if (Mirror.Value(key) is { } value && isWanted(value)) found.TrySetResult(value);
        }
    }

    private async Task<string?> RevisionAsync() => (string?)(await _http.GetFromJsonAsync<JsonArray>("/api/models", Cancel))!
        .Single(model => (string?)model!["key"] == "qwen36")!["revision"];

    private async Task<JsonObject> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonObject>(path, Cancel))!;

    private Task<HttpResponseMessage> PutAsync(string key, string body) => _http.PutAsync(
        $"/api/models/{key}/settings", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancel);

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
}
