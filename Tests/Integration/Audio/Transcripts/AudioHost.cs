using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SparkControl.AudioProxy;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>A cluster of its own in Redis, AudioProxies that work for it, and clients of theirs.</summary>
internal sealed class AudioHost : IAsyncDisposable
{
    private readonly IRedisServer server;
    private readonly SimulatedPair pair;
    private readonly TempDirectory cache = new();
    private readonly List<WebApplication> proxies = [];
    private readonly List<HttpClient> clients = [];

    private AudioHost(IRedisServer server, SimulatedPair pair, RedisLink redis) =>
        (this.server, this.pair, Redis) = (server, pair, redis);

    public RedisLink Redis { get; }

    /// <summary>The client of the first instance.</summary>
    public HttpClient Client => clients[0];

    public IReadOnlyList<HttpClient> Clients => clients;

    public IReadOnlyList<WebApplication> Proxies => proxies;

    /// <summary>Where all instances have their temporary files.</summary>
    public string Cache => cache.Path;

    /// <summary>Files in it, without locks.</summary>
    public IEnumerable<string> Files =>
        Directory.EnumerateFiles(Cache, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal));

    /// <summary>Ids of all that is being made, those that somebody waits for too.</summary>
    public async Task<IReadOnlyList<string>> OpenAsync() =>
        [.. (await Redis.Database.SortedSetRangeByRankAsync(Redis.Keys.TranscriptsOpen)).Select(id => (string)id!)];

    public static async Task<AudioHost> StartAsync(
        IRedisServer server, SimulatedPair pair, TranscriptSettings? settings = null, int instances = 1,
        TimeProvider? time = null, TranscriptTimes? times = null)
    {
        var host = new AudioHost(
            server, pair, await RedisLink.ConnectAsync(server.ConnectionString, $"t{Guid.NewGuid():N}"));
        await host.SetUpAsync(settings ?? new());
        // A data set that is new gives out nothing for 10 s: holders from before it may still be at work.
        foreach (var lane in new[] { "meetings", "recordings", "transcription", "diarization" })
            await host.Redis.Database.HashSetAsync(host.Redis.Keys.LaneClock(lane), "since", 0);
        for (var i = 0; i < instances; i++) await host.AddAsync(time, times);
        return host;
    }

    public Task SetUpAsync(TranscriptSettings settings) => new StateStore(Redis, TimeProvider.System).WriteAsync(
        States.Settings,
        new EffectiveSettings
        {
            PanelId = "p",
            Spark1 = new() { Name = "spark1", Host = "127.0.0.1" },
            Parakeet = new() { Host = "127.0.0.1", Container = "parakeet-asr", Port = pair.Services.Parakeet.Port },
            Magpie = new() { Host = "127.0.0.1", Container = "magpie-tts", Port = pair.Services.Magpie.Port },
            Transcripts = settings
        });

    /// <summary>One more instance as a process of its own.</summary>
    public Task<PanelProcess> StartProcessAsync() => PanelProcess.StartAsync("AudioProxy.dll", new Dictionary<string, string>
    {
        ["ConnectionStrings__redis"] = server.ConnectionString,
        ["Cluster"] = Redis.Keys.Cluster,
        ["CACHE_DIR"] = Cache,
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0"
    });

    /// <summary>Starts one more instance.</summary>
    public async Task<HttpClient> AddAsync(TimeProvider? time = null, TranscriptTimes? times = null)
    {
        var proxy = AudioProxyApp.Build([], builder =>
        {
            builder.Configuration["ConnectionStrings:redis"] = server.ConnectionString;
            builder.Configuration["Cluster"] = Redis.Keys.Cluster;
            builder.Configuration["CACHE_DIR"] = Cache;
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            if (time is not null) builder.Services.AddSingleton(time);
            if (times is not null) builder.Services.AddSingleton(times);
        });
        proxies.Add(proxy);
        await proxy.StartAsync();
        var mirror = proxy.Services.GetRequiredService<StateMirror>();
        await Until.TrueAsync(() => mirror.Value(States.Settings) is not null, "it knows the settings");
        var address = proxy.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var client = new HttpClient { BaseAddress = new(address), Timeout = TimeSpan.FromMinutes(10) };
        clients.Add(client);
        return client;
    }

    /// <summary>A form with a recording.</summary>
    public static MultipartFormDataContent Form(Stream recording, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        var file = new StreamContent(recording);
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        form.Add(file, "file", "talk.wav");
        return form;
    }

    public static MultipartFormDataContent Form(byte[] recording, params (string Name, string Value)[] fields) =>
        Form(new MemoryStream(recording), fields);

    /// <summary>What the synchronous route answers, as verbose JSON unless said.</summary>
    public Task<JsonNode> TranscribeAsync(Stream recording, CancellationToken cancel, HttpClient? client = null) =>
        ReadAsync((client ?? Client).PostAsync(
            "/api/audio/transcribe-with-speakers", Form(recording, ("format", "verbose_json")), cancel), cancel);

    /// <summary>What a route that waits answers to who asks for events, from its first byte on.</summary>
    public async Task<HttpResponseMessage> StreamAsync(
        string route, Stream recording, CancellationToken cancel, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route)
        {
            Content = Form(recording, [("stream", "true"), .. fields])
        };
        request.Headers.Accept.Add(new("text/event-stream"));
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    /// <summary>All events of a stream, when it has ended.</summary>
    public static async Task<IReadOnlyList<SseItem<string>>> EventsAsync(
        HttpResponseMessage answer, CancellationToken cancel)
    {
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        return await SseParser.Create(body).EnumerateAsync(cancel).ToListAsync(cancel);
    }

    public static async Task<JsonNode> ReadAsync(Task<HttpResponseMessage> answer, CancellationToken cancel)
    {
        using var response = await answer;
        var body = await response.Content.ReadAsStringAsync(cancel);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(body)!
            : throw new HttpRequestException($"{(int)response.StatusCode} {body}", null, response.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) client.Dispose();
        foreach (var proxy in proxies)
        {
            await proxy.StopAsync();
            await proxy.DisposeAsync();
        }

        await Redis.DisposeAsync();
        cache.Dispose();
    }
}
