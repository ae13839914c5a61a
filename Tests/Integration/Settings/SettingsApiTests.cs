using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Security;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Setup;
using SparkControl.ServiceDefaults;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Integration.Settings;

public sealed class SettingsApiTests : IAsyncLifetime
{
    private readonly PanelFiles _files = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _files.Startos = """{ "spark1_host": "192.168.1.41", "allowed_hosts": "panel.example.com" }""";
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration["DATA_DIR"] = _files.Data.Path;
        builder.AddServiceDefaults("control-api");
        builder.AddSettings().AddCatalog(_ => new());
        // The catalog asks it what was loaded last, which nobody has told here.
        builder.Services.AddSingleton(RedisLink.Open("127.0.0.1:1,abortConnect=false", "t"))
            .AddSingleton<StateMirror>();
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.UseLanGuard();
        _app.MapSettings();
        _app.MapTrust();
        _app.MapCatalog();
        await _app.StartAsync(Cancel);
        _http = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task The_settings_show_values_sources_defaults_and_what_is_read_only()
    {
        var view = await GetAsync("/api/settings");

        Assert.Equal("192.168.1.41", (string?)view["settings"]!["spark1"]!["host"]);
        Assert.Equal(("192.168.1.41", "startos"),
            ((string?)view["values"]!["spark1_host"], (string?)view["sources"]!["spark1_host"]));
        Assert.Equal(
            (8888, "default", 8888), ((int)view["values"]!["vllm_port"]!, (string?)view["sources"]!["vllm_port"],
                (int)view["defaults"]!["vllm_port"]!));
        Assert.Null(view["values"]!["spark2_host"]);
        Assert.NotNull(view["settings"]!["read_only"]!["spark1_host"]);
        Assert.False((bool)view["secrets"]!["hf_token"]!["kept"]!);
    }

    [Fact]
    public async Task A_change_is_written_and_answered_with_the_new_revision()
    {
        var revision = (string)(await GetAsync("/api/settings"))["revision"]!;

        var answer = await PutAsync($$"""{ "revision": "{{revision}}", "values": { "vllm_port": 8001, "disabled_services": ["magpie"], "spark2_host": "10.0.0.2" } }""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var view = await ReadAsync(answer);
        Assert.NotEqual(revision, (string?)view["revision"]);
        Assert.Equal((8001, "settings"), ((int)view["values"]!["vllm_port"]!, (string?)view["sources"]!["vllm_port"]));
        Assert.Contains("vllm_port: 8001\n", _files.Settings);
    }

    [Theory]
    [InlineData("""{ "values": { "vllm_port": 70000 } }""", 400, "invalid")]
    [InlineData("""{ "values": { "spark2_host": { "a": 1 } } }""", 400, "invalid")]
    [InlineData("""{ "values": { "hf_token": "hf with space" } }""", 400, "invalid")]
    [InlineData("""{ "values": { "panel_id": "x" } }""", 400, "invalid")]
    [InlineData("""{ "values": { "spark2_host": "\ud800" } }""", 400, "invalid")]
    [InlineData("""{ "values": { "allowed_hosts": ["\ud800"] } }""", 400, "invalid")]
    [InlineData("""{ "values": { "spark1_host": "10.0.0.1" } }""", 409, "read_only")]
    [InlineData("""{ "revision": "0", "values": { "vllm_port": 8001 } }""", 409, "moved")]
    public async Task A_change_that_is_refused_says_why(string body, int status, string code)
    {
        var answer = await PutAsync(body);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, (string?)(await ReadAsync(answer))["code"]);
    }

    [Fact]
    public async Task A_null_takes_a_setting_back_to_its_default()
    {
        await PutAsync("""{ "values": { "vllm_port": 8001 } }""");

        var view = await ReadAsync(await PutAsync("""{ "values": { "vllm_port": null } }"""));

        Assert.Equal((8888, "default"), ((int)view["values"]!["vllm_port"]!, (string?)view["sources"]!["vllm_port"]));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{ "values": null }""")]
    [InlineData("[]")]
    public async Task Garbage_is_400(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(body)).StatusCode);

    [Theory]
    [InlineData("PUT", "/api/settings", """{ "values": { "vllm_port": 8001 }, "revison": "0" }""", "revison")]
    [InlineData("POST", "/api/ssh/trust", """{ "node": "spark1", "type": "a", "replace": "c" }""", "replace")]
    public async Task A_member_that_nobody_knows_is_named_and_nothing_is_changed(
        string method, string path, string body, string field)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = new StringContent(body, null, "application/json");

        using var answer = await _http.SendAsync(request, Cancel);

        var problem = await ReadAsync(answer);
        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.StatusCode, (string?)problem["field"]));
        Assert.Contains($"no field \"{field}\"", (string?)problem["title"]);
        Assert.Equal(8888, (int)(await GetAsync("/api/settings"))["values"]!["vllm_port"]!);
    }

    [Fact]
    public async Task A_refused_field_is_named_with_its_sentence()
    {
        var problem = await ReadAsync(await PutAsync("""{ "values": { "spark2_host": "192.168.1.420" } }"""));

        Assert.Equal("192.168.1.420 is no address: the last part goes from 0 to 255.",
            (string?)problem["errors"]!["spark2_host"]![0]);
    }

    [Fact]
    public async Task The_public_key_comes_with_the_line_to_paste()
    {
        var view = await GetAsync("/api/ssh/public-key");

        Assert.StartsWith("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI", (string?)view["public_key"]);
        Assert.Contains($"'{view["public_key"]}' >> ~/.ssh/authorized_keys", (string?)view["line"]);
    }

    [Fact]
    public async Task A_trusted_key_is_pinned_and_stands_in_known_hosts_when_it_is_whole()
    {
        byte[] blob = [0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. RandomNumberGenerator.GetBytes(32)];
        var print = "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');
        var key = Convert.ToBase64String(blob);

        var answer = await _http.PostAsJsonAsync(
            "/api/ssh/trust", new { node = "spark1", type = "ssh-ed25519", fingerprint = print, key }, Cancel);

        Assert.Equal(
            print, (string?)(await ReadAsync(answer))["settings"]!["spark1"]!["host_keys"]![0]!["fingerprint"]);
        Assert.Equal($"192.168.1.41 ssh-ed25519 {key}\n", File.ReadAllText(_files.Data.KnownHostsFile));
    }

    [Fact]
    public async Task The_models_are_listed()
    {
        var models = (await _http.GetFromJsonAsync<JsonArray>("/api/models", Cancel))!;

        Assert.Equal(5, models.Count);
        Assert.Equal(("qwen3-vl", "bundled", "cluster"),
            ((string?)models[0]!["key"], (string?)models[0]!["source"], (string?)models[0]!["nodes"]));
        Assert.True(models[0]!.AsObject().ContainsKey("on_disk"));
    }

    [Theory]
    [InlineData("GET", "evil.example", null, 421)]
    [InlineData("GET", "panel.example.com", null, 200)]
    [InlineData("GET", "localhost", "http://evil.example", 200)]
    [InlineData("PUT", "localhost:9999", "http://evil.example", 403)]
    [InlineData("PUT", "localhost:9999", "null", 403)]
    [InlineData("PUT", "localhost:9999", "http://localhost:9999", 200)]
    [InlineData("PUT", "localhost:9999", null, 200)]
    public async Task Foreign_hosts_and_origins_are_refused_with_the_way_out(
        string method, string host, string? origin, int status)
    {
        using var request = new HttpRequestMessage(new(method), "/api/settings");
        request.Headers.Host = host;
        if (origin is not null) request.Headers.Add("Origin", origin);
        if (method == "PUT") request.Content = JsonContent.Create(new { values = new { vllm_port = 8001 } });

        var answer = await _http.SendAsync(request, Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.StartsWith("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        if (status >= 400) Assert.Contains("allowed_", (string?)(await ReadAsync(answer))["detail"]);
    }

    [Theory]
    [InlineData("allowed_hosts", "panel.example.org", "panel.example.org", null)]
    [InlineData("allowed_origins", "http://chat.lan:3000", "localhost", "http://chat.lan:3000")]
    public async Task Nobody_locks_himself_out(string setting, string value, string host, string? origin)
    {
        _files.Startos = """{ "spark1_host": "192.168.1.41" }""";
        await _app.Services.GetRequiredService<SettingsStore>().RereadAsync(Cancel);
        await PutAsync($$"""{ "values": { "{{setting}}": ["{{value}}"] } }""");

        using var refused = await PutAsync(
            $$"""{ "values": { "{{setting}}": [], "vllm_port": 8001 } }""", host, origin);
        using var another = await PutAsync("""{ "values": { "vllm_port": 8002 } }""", host, origin);
        using var more = await PutAsync(
            $$"""{ "values": { "{{setting}}": ["http://x.example", "{{value}}"] } }""", host, origin);
        using var byAddress = await PutAsync($$"""{ "values": { "{{setting}}": [] } }""", "192.168.1.5");

        Assert.Equal(
            [HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.OK],
            [refused.StatusCode, another.StatusCode, byAddress.StatusCode]);
        Assert.Equal(setting == "allowed_hosts" ? HttpStatusCode.BadRequest : HttpStatusCode.OK, more.StatusCode);
        var sentence = (string?)(await ReadAsync(refused))["errors"]![setting]![0];
        Assert.Contains(origin ?? host, sentence, StringComparison.Ordinal);
        Assert.EndsWith("any more: leave it in.", sentence, StringComparison.Ordinal);
        Assert.Equal(8002, (int)(await GetAsync("/api/settings"))["values"]!["vllm_port"]!);
    }

    [Theory]
    [InlineData("http://chat.lan:3000", 204, "http://chat.lan:3000")]
    [InlineData("http://chat.lan", 405, null)]
    [InlineData("http://evil.example", 405, null)]
    [InlineData("http://localhost", 405, null)]
    public async Task A_browser_that_asks_first_hears_yes_for_configured_origins_only(
        string origin, int status, string? allowed)
    {
        await PutAsync("""{ "values": { "allowed_origins": ["http://chat.lan:3000"] } }""");
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/settings");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "PUT");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");

        using var answer = await _http.SendAsync(request, Cancel);

        Assert.Equal((status, allowed), ((int)answer.StatusCode, Header(answer, "Access-Control-Allow-Origin")));
        Assert.Equal(allowed is null ? null : "GET, POST, PUT, DELETE", Header(answer, "Access-Control-Allow-Methods"));
    }

    [Theory]
    [InlineData("http://chat.lan:3000", "http://chat.lan:3000")]
    [InlineData("http://evil.example", null)]
    [InlineData(null, null)]
    public async Task A_page_of_a_configured_origin_may_read_the_answer(string? origin, string? allowed)
    {
        await PutAsync("""{ "values": { "allowed_origins": ["http://chat.lan:3000"] } }""");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/settings");
        if (origin is not null) request.Headers.Add("Origin", origin);

        using var answer = await _http.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.OK, allowed), (answer.StatusCode, Header(answer, "Access-Control-Allow-Origin")));
        Assert.Equal(allowed is null ? null : "Origin", Header(answer, "Vary"));
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    private async Task<JsonObject> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonObject>(path, Cancel))!;

    private async Task<HttpResponseMessage> PutAsync(string body, string? host = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/settings");
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Host = host;
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await _http.SendAsync(request, Cancel);
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
}
