using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Downloads;

/// <summary>A pair with a Hub and a panel in this process.</summary>
public sealed class DownloadRig : DownloadPair
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private WebApplication panel = null!;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public StateMirror Mirror => Get<StateMirror>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        panel = ControlApiApp.Build(["--applicationName", "SparkControl.Standalone"], Configure);
        await panel.StartAsync();
        Http.BaseAddress = new(panel.Urls.Single());
        await UntilAsync(States.Driver, driver => driver.Links.Count == 2);
        await UntilAsync(States.Disk, disk => disk.Nodes.Count == 2);
    }

    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await panel.StopAsync();
        await panel.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Everything as it was at the start: nodes that answer, and without a repository.</summary>
    public async Task ResetAsync()
    {
        await Pair.ResetAsync();
        foreach (var shell in Get<SparkShells>().All.Cast<SshShell>())
            await Until.TrueAsync(async () =>
                (await shell.ConnectNowAsync(Cancel)).State is NodeState.Up or NodeState.Slow, $"{shell.Node} is up");
        await SetSecretAsync("");
        foreach (var node in Pair.Nodes)
            await node.ShellAsync(
                "rm -rf .cache/huggingface/hub/models--simulator--* .cache/huggingface/hub/models--tests--*", Cancel);
    }

    public T Get<T>() where T : notnull => panel.Services.GetRequiredService<T>();

    public Task SetSecretAsync(string token) =>
        OkAsync(Http.PutAsJsonAsync("/api/settings", new { values = new { hf_token = token } }, Cancel));

    /// <summary>Asks for a download that must be accepted, and gives its id.</summary>
    public Task<string> BeginAsync(string repo, string nodes = "solo", string? thenSwap = null) =>
        AcceptedAsync("/api/downloads", new { repo, nodes, then_swap = thenSwap });

    public Task<string> CancelAsync(string id) => AcceptedAsync($"/api/downloads/{id}/cancel");

    public Task<string> VerifyAsync(string id) => AcceptedAsync($"/api/downloads/{id}/verify");

    /// <summary>Downloads and waits for the end.</summary>
    public async Task<DownloadState> DownloadAsync(string repo, string nodes = "solo", string? thenSwap = null) =>
        await EndOfAsync(await BeginAsync(repo, nodes, thenSwap));

    public Task<DownloadState> EndOfAsync(string id) => UntilAsync(States.Download(id), download => !download.IsActive);

    /// <summary>The first state of a download, now or later, that is as wanted.</summary>
    public Task<DownloadState> UntilDownloadAsync(string id, Func<DownloadState, bool> isWanted) =>
        UntilAsync(States.Download(id), isWanted);

    /// <summary>The first value of a state, now or later, that is as wanted.</summary>
    public async Task<T> UntilAsync<T>(StateKey<T> key, Func<T, bool> isWanted) where T : class
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = Mirror.Watch(_ => Look(), _ => Look());
        try
        {
            return await found.Task.WaitAsync(Patience, Cancel);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"{key.Name} is still {(Mirror.Value(key) is { } value ? Wire.Write(value) : "nothing")}");
        }

        void Look()
        {
            if (Mirror.Value(key) is { } value && isWanted(value)) found.TrySetResult(value);
        }
    }

    /// <summary>Every state that a job comes to while something is done.</summary>
    public async Task<IReadOnlyList<DownloadState>> StatesOfAsync(string id, Func<Task> act)
    {
        List<DownloadState> states = [];
        using (Mirror.Watch(all => { foreach (var change in all) Keep(change); }, Keep)) await act();
        return states;

        void Keep(StateChange change)
        {
            if (change.Name == States.Download(id).Name)
                states.Add(Wire.Read<Observed<DownloadState>>(change.Json).Value);
        }
    }

    public async Task<string> LogAsync(string id) =>
        string.Join('\n', (await Get<LogStore>().ReadAsync(id, 1)).Lines.Select(line => line.Text));

    public async Task<JsonNode> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonNode>(path, Cancel))!;

    /// <summary>The problem with which a request is refused.</summary>
    public static async Task<(int Status, string Code, JsonNode Problem)> RefusedAsync(
        Task<HttpResponseMessage> request)
    {
        using var answer = await request;
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        return ((int)answer.StatusCode, (string)problem["code"]!, problem);
    }

    public async Task<string> AcceptedAsync(string path, object? body = null, HttpMethod? method = null)
    {
        using var request =
            new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = JsonContent.Create(body ?? new { }) };
        using var answer = await Http.SendAsync(request, Cancel);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{path}: {answer.StatusCode} {said}");
        return (string)JsonNode.Parse(said)!["id"]!;
    }

    private static async Task OkAsync(Task<HttpResponseMessage> request)
    {
        using var answer = await request;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private void Configure(WebApplicationBuilder builder)
    {
        foreach (var (name, value) in Settings(":")) builder.Configuration[name] = value;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
    }
}

[CollectionDefinition(Name)]
public sealed class DownloadCollection : ICollectionFixture<DownloadRig>
{
    public const string Name = "downloads";
}
