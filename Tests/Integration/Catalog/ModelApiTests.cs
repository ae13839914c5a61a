using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Catalog;

/// <summary>Models of the user's over HTTP, by a panel without Sparks.</summary>
public sealed class ModelApiTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const string Mine = """{ "name": "My Model", "repo": "https://huggingface.co/org/my-model", "nodes": "solo", "settings": { "max_model_len": 8192 }, "args": ["--seed", "1"], "env": { "A": "1" } }""";

    private readonly TempDirectory _data = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Custom => Path.Combine(_data.Path, "models-custom.yaml");

    private string Overrides => Path.Combine(_data.Path, "models-overrides.yaml");

    private StateMirror Mirror => _app.Services.GetRequiredService<StateMirror>();

    public async ValueTask InitializeAsync()
    {
        _app = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], builder =>
        {
            builder.WebHost.UseTestServer();
            builder.Logging.ClearProviders();
            builder.Configuration["DATA_DIR"] = _data.Path;
            builder.Configuration["ConnectionStrings:redis"] = redis.ConnectionString;
            builder.Configuration["Cluster"] = $"t{Guid.NewGuid():N}";
        });
        await _app.StartAsync(Cancel);
        _http = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_model_is_added_found_changed_and_removed()
    {
        using var added = await PostAsync("/api/models", Mine);
        var model = await ReadAsync(added);
        var found = await _http.GetFromJsonAsync<JsonObject>("/api/models/my-model", Cancel);
        await Until.TrueAsync(
            () => Mirror.Value(States.Catalog)?.Models.Any(one => one.Key == "my-model") == true, "Redis knows it");
        var changed = await ReadAsync(await PutAsync(
            "/api/models/my-model", $$"""{ "name": "Mine", "args": [], "revision": "{{model["revision"]}}" }"""));
        using var late =
            await PutAsync("/api/models/my-model", $$"""{ "name": "Late", "revision": "{{model["revision"]}}" }""");
        await PutAsync("/api/models/my-model/settings", """{ "max_num_seqs": 2 }""");
        var removed = await ReadAsync(await _http.DeleteAsync("/api/models/my-model", Cancel));
        using var gone = await _http.GetAsync("/api/models/my-model", Cancel);

        Assert.Equal(
            (HttpStatusCode.Created, "/api/models/my-model"), (added.StatusCode, added.Headers.Location?.ToString()));
        Assert.Equal(("org/my-model", "custom", 8192),
            ((string?)model["repo"], (string?)model["source"], (int)model["bundled_settings"]!["max_model_len"]!));
        Assert.Equal(Said(model), Said(found!));
        Assert.Equal(("Mine", 0, "1"),
            ((string?)changed["name"], changed["args"]!.AsArray().Count, (string?)changed["env"]!["A"]));
        Assert.Equal((HttpStatusCode.Conflict, "moved"), (late.StatusCode, await CodeAsync(late)));
        Assert.Equal(("my-model", true), ((string?)removed["key"], (bool)removed["settings_removed"]!));
        Assert.Contains("models-overrides.yaml", (string?)removed["note"]);
        Assert.DoesNotContain("my-model", File.ReadAllText(Overrides));
        Assert.Equal((HttpStatusCode.NotFound, "unknown_model"), (gone.StatusCode, await CodeAsync(gone)));
    }

    [Theory]
    [InlineData("key", """{ "key": "Export", "repo": "a/b", "nodes": "solo" }""")]
    [InlineData("key", """{ "key": "export", "repo": "a/b", "nodes": "solo" }""")]
    [InlineData("repo", """{ "nodes": "solo" }""")]
    [InlineData("repo", """{ "repo": "a/b", "local_path": "/x", "nodes": "solo" }""")]
    [InlineData("repo", """{ "repo": "https://example.com/a/b", "nodes": "solo" }""")]
    [InlineData("local_path", """{ "local_path": "models/x", "nodes": "solo" }""")]
    [InlineData("local_path", """{ "local_path": "/models/ü", "nodes": "solo" }""")]
    [InlineData("nodes", """{ "repo": "a/b" }""")]
    [InlineData("nodes", """{ "repo": "a/b", "nodes": "both" }""")]
    [InlineData("args", """{ "repo": "a/b", "nodes": "solo", "args": ["--port", "1"] }""")]
    [InlineData("args", """{ "repo": "a/b", "nodes": "solo", "args": ["-tp", "2"] }""")]
    [InlineData("args", """{ "repo": "a/b", "nodes": "cluster", "args": ["-tp", "1"] }""")]
    [InlineData("args", """{ "repo": "a/b", "nodes": "solo", "args": ["--max-model-len", "1"] }""")]
    [InlineData("args", """{ "repo": "a/b", "nodes": "solo", "args": [null] }""")]
    [InlineData("args", """{ "repo": "a/b", "nodes": "solo", "args": ["a\u0000b"] }""")]
    [InlineData("mods", """{ "repo": "a/b", "nodes": "solo", "mods": ["../x"] }""")]
    [InlineData("mods", """{ "repo": "a/b", "nodes": "solo", "mods": ["a/b/c"] }""")]
    [InlineData("env", """{ "repo": "a/b", "nodes": "solo", "env": { "A": "b c" } }""")]
    [InlineData("env", """{ "repo": "a/b", "nodes": "solo", "env": { "A": null } }""")]
    [InlineData("env", """{ "repo": "a/b", "nodes": "solo", "env": { "HF_TOKEN": "hf_x" } }""")]
    [InlineData("env", """{ "repo": "a/b", "nodes": "solo", "env": { "VLLM_API_KEY": "k" } }""")]
    [InlineData("settings.max_model_len", """{ "repo": "a/b", "nodes": "solo", "settings": { "max_model_len": 0 } }""")]
    [InlineData("extra_args", """{ "repo": "a/b", "nodes": "solo", "settings": { "extra_args": ["--host", "x"] } }""")]
    [InlineData("later", """{ "repo": "a/b", "nodes": "solo", "later": 1 }""")]
    public async Task A_wrong_value_is_refused_by_its_name_and_nothing_is_written(string field, string body)
    {
        using var answer = await PostAsync("/api/models", body);

        var problem = await ReadAsync(answer);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(field, (string?)problem["field"] ?? problem["errors"]!.AsObject().Single().Key);
        Assert.False(File.Exists(Custom));
    }

    [Fact]
    public async Task A_memory_share_that_can_stop_the_machine_needs_force_here_too()
    {
        const string Body = """{ "repo": "a/b", "nodes": "solo", "settings": { "gpu_memory_utilization": 0.93 } }""";
        using var refused = await PostAsync("/api/models", Body);
        using var forced = await PostAsync("/api/models", Body.Replace("\"repo\"", "\"force\": true, \"repo\""));

        Assert.Equal((HttpStatusCode.Conflict, "memory_share"), (refused.StatusCode, await CodeAsync(refused)));
        Assert.Contains("0.93", (string?)Assert.Single((await ReadAsync(forced))["warnings"]!.AsArray()));
    }

    [Fact]
    public async Task What_was_forced_once_is_not_asked_for_again_with_every_other_change()
    {
        await PostAsync("/api/models", """{ "key": "mine", "repo": "a/b", "nodes": "solo", "settings": { "gpu_memory_utilization": 0.92 }, "force": true }""");

        using var renamed = await PutAsync(
            "/api/models/mine", """{ "name": "Mine", "settings": { "gpu_memory_utilization": 0.92 } }""");
        using var set =
            await PutAsync("/api/models/mine/settings", """{ "max_num_seqs": 2, "gpu_memory_utilization": 0.92 }""");
        using var more = await PutAsync("/api/models/mine", """{ "settings": { "gpu_memory_utilization": 0.93 } }""");
        using var moreSet = await PutAsync("/api/models/mine/settings", """{ "gpu_memory_utilization": 0.93 }""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (renamed.StatusCode, set.StatusCode));
        Assert.Equal(("memory_share", "memory_share"), (await CodeAsync(more), await CodeAsync(moreSet)));
    }

    [Fact]
    public async Task A_token_comes_neither_in_by_an_import_nor_out_by_an_export()
    {
        var taken = await ImportAsync("custom: { mine: { repo: a/b, nodes: solo, env: { HF_TOKEN: hf_secret } }, other: { repo: a/b, nodes: solo, args: [--hf-token, hf_secret] } }", replace: false);

        Assert.Empty(taken["taken"]!.AsArray());
        Assert.DoesNotContain("hf_secret", taken.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "hf_secret", await _http.GetStringAsync("/api/models/export", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundled_model_is_not_changed_itself()
    {
        foreach (var answer in new[] { await PutAsync("/api/models/qwen36", """{ "name": "x" }"""), await _http.DeleteAsync("/api/models/qwen36", Cancel) })
        {
            var problem = await ReadAsync(answer);
            Assert.Equal((HttpStatusCode.Conflict, "bundled_model"), (answer.StatusCode, (string?)problem["code"]));
            Assert.Contains("/settings", (string?)problem["detail"]);
        }
    }

    [Fact]
    public async Task Models_added_at_once_are_all_there_with_keys_of_their_own()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => PostAsync("/api/models", Mine)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        var keys = (await _http.GetFromJsonAsync<JsonArray>("/api/models", Cancel))!.Select(
            model => (string)model!["key"]!).Where(key => key.StartsWith("my-model", StringComparison.Ordinal));
        Assert.Equal(
            answers.Select(answer => answer.Headers.Location!.ToString().Split('/')[^1]).Order(), keys.Order());
    }

    [Fact]
    public async Task What_is_exported_is_imported_on_demand_only_over_what_is_there()
    {
        await PostAsync("/api/models", Mine);
        await PutAsync("/api/models/qwen36/settings", """{ "max_num_seqs": 2 }""");
        using var export = await _http.GetAsync("/api/models/export", Cancel);
        var yaml = await export.Content.ReadAsStringAsync(Cancel);
        var before = await ModelsAsync();
        await _http.DeleteAsync("/api/models/my-model", Cancel);

        var taken = await ImportAsync(yaml, replace: false);
        using var bad = await PostAsync("/api/models/import", """{ "yaml": "models: {}" }""");

        Assert.Equal("text/yaml", export.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["my-model"], taken["taken"]!.AsArray().Select(key => (string?)key));
        Assert.Equal("qwen36", (string?)Assert.Single(taken["skipped"]!.AsArray())!["key"]);
        Assert.Equal(before, await ModelsAsync());
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal(["my-model", "qwen36"],
            (await ImportAsync(yaml, replace: true))["taken"]!.AsArray().Select(key => (string?)key));
    }

    [Fact]
    public async Task Broken_files_are_neither_exported_nor_written_over()
    {
        File.WriteAllText(Custom, "models: {\n");
        await Until.TrueAsync(
            async () => (await _http.GetAsync("/api/models/export", Cancel)).StatusCode == HttpStatusCode.Conflict,
            "the file was read");

        using var added = await PostAsync("/api/models", Mine);
        using var import =
            await PostAsync("/api/models/import", """{ "yaml": "custom: { a: { repo: a/b, nodes: solo } }" }""");

        Assert.Equal("unreadable", await CodeAsync(added));
        Assert.Equal("unreadable", await CodeAsync(import));
        Assert.Equal("models: {\n", File.ReadAllText(Custom));
    }

    private async Task<JsonObject> ImportAsync(string yaml, bool replace)
    {
        using var answer = await _http.PostAsJsonAsync("/api/models/import", new { yaml, replace }, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ReadAsync(answer);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) => _http.PostAsync(path, Json(body), Cancel);

    private Task<HttpResponseMessage> PutAsync(string path, string body) => _http.PutAsync(path, Json(body), Cancel);

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (string?)(await ReadAsync(answer))["code"];

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;

    private async Task<IEnumerable<string>> ModelsAsync() =>
        (await _http.GetFromJsonAsync<JsonArray>("/api/models", Cancel))!.Select(model => Said(model!.AsObject()));

    // Whether it fits is being found out meanwhile.
    private static string Said(JsonObject model)
    {
        var rest = (JsonObject)model.DeepClone();
        rest.Remove("fit");
        return rest.ToJsonString();
    }
}
