using Microsoft.Extensions.Time.Testing;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Redis;
using Xunit;
using static SparkControl.Contracts.ServiceVerdict;

namespace SparkControl.Tests.Integration.Health;

/// <summary>Parakeet, Magpie and the owner's own services, each watched in its own time.</summary>
public sealed class ServiceWatchTests(RedisFixture server) : IClassFixture<RedisFixture>
{
    private const string Fine =
        """{"status":"ok","version":"1.2","model_name":"nvidia/parakeet-tdt-0.6b-v3","loaded":false}""";

    private const string Voices = """{"en-US":{"voices":["Aria","Leo"]}}""";

    private const string Transcriptions = "/v1/audio/transcriptions";

    private static readonly StateKey<ServiceState> Parakeet = States.Service("parakeet");
    private static readonly StateKey<ServiceState> Magpie = States.Service("magpie");

    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parakeet_is_known_with_its_model_and_how_long_its_answer_took()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, Fine));
        await using var host = await StartAsync(parakeet.Port);

        var state = await host.UntilAsync(Parakeet, s => s.Verdict == Healthy, Cancel);

        Assert.Equal(
            ("nvidia/parakeet-tdt-0.6b-v3", "1.2", ServiceKind.Stt), (state.Model?.Id, state.Version, state.Kind));
        Assert.Equal($"http://127.0.0.1:{parakeet.Port}", state.BaseUrl);
        Assert.Equal((1, false, null), (state.N, state.Planned, state.Trouble));
        Assert.NotNull(state.LatencyMs);
        Assert.NotNull(state.LastGood);
    }

    [Fact]
    public async Task A_parakeet_without_health_is_asked_for_healthz_and_that_is_remembered()
    {
        await using var parakeet = await FakeService.StartAsync(("/healthz", 200, Fine));
        await using var host = await StartAsync(parakeet.Port);
        await host.UntilAsync(Parakeet, s => s.Verdict == Healthy, Cancel);
        await host.RoundAsync(time, "parakeet", Cancel);
        var asked = parakeet.Asked("/health");

        for (var i = 0; i < 3; i++) await host.RoundAsync(time, "parakeet", Cancel);

        Assert.Equal(asked, parakeet.Asked("/health"));
        Assert.True(parakeet.Asked("/healthz") > 3);
    }

    [Fact]
    public async Task A_parakeet_that_answers_with_anything_good_is_up()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, "<html>fine</html>"));
        await using var host = await StartAsync(parakeet.Port);

        var state = await host.UntilAsync(Parakeet, s => s.Verdict != Unknown, Cancel);

        Assert.Equal((Healthy, null), (state.Verdict, state.Model));
    }

    [Fact]
    public async Task Magpies_voices_are_asked_once_and_again_after_ten_minutes()
    {
        await using var magpie = await FakeService.StartAsync(
            ("/v1/health/ready", 503, "{}"), ("/v1/audio/list_voices", 200, Voices),
            ("/v1/metadata", 200, """{"version":"1.6.0"}"""));
        await using var host = await StartAsync(magpie: magpie.Port);
        await host.UntilAsync(Magpie, s => s is { Verdict: Starting, Voices: null }, Cancel);
        Assert.Equal(0, magpie.Asked("/v1/audio/list_voices"));

        magpie.Answers["/v1/health/ready"] = (200, """{"status":"ready"}""");
        for (var i = 0; i < 4; i++) await host.RoundAsync(time, "magpie", Cancel);

        var state = await host.RoundAsync(time, "magpie", Cancel);
        Assert.Equal((Healthy, "Aria Leo", "1.6.0"), (state.Verdict, string.Join(' ', state.Voices!), state.Version));
        Assert.Equal(1, magpie.Asked("/v1/audio/list_voices"));
        time.Advance(TimeSpan.FromMinutes(10));
        await Until.TrueAsync(() => magpie.Asked("/v1/audio/list_voices") == 2);
    }

    [Theory]
    [InlineData(204, Healthy)]
    [InlineData(302, Unhealthy)]
    [InlineData(500, Unhealthy)]
    public async Task Of_the_owners_services_any_2xx_is_good_and_no_redirect_is_followed(
        int code, ServiceVerdict expected)
    {
        await using var other = await FakeService.StartAsync(("/elsewhere", 200, ""));
        await using var wiki = await FakeService.StartAsync(
            ("/status/page", code, code == 302 ? $"http://127.0.0.1:{other.Port}/elsewhere" : ""));
        await using var host = await StartAsync(
            custom: Custom("wiki", $"http://127.0.0.1:{wiki.Port}/status/page?x=1"));

        var state = await host.UntilAsync(States.Service("wiki"), s => s.Verdict != Unknown, Cancel);

        Assert.Equal((expected, ServiceKind.Other), (state.Verdict, state.Kind));
        Assert.Equal(0, other.Asked("/elsewhere"));
    }

    [Fact]
    public async Task A_black_hole_delays_no_other()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, Fine));
        await using var magpie = await FakeService.StartAsync(("/v1/health/ready", 200, "{}"));
        await using var wiki = await FakeService.StartAsync(("/", 200, ""));
        await using var host = await StartAsync(
            parakeet.Port, magpie.Port, Custom("wiki", $"http://127.0.0.1:{wiki.Port}/"));
        foreach (var name in new[] { "parakeet", "magpie", "wiki" })
            await host.UntilAsync(States.Service(name), s => s.Verdict == Healthy, Cancel);
        await host.RoundAsync(time, "parakeet", Cancel);
        await QuietAsync(host, parakeet);
        parakeet.Hangs = new();

        for (var round = 0; round < 3; round++)
        {
            var before = host.Mirror.Get(Parakeet)!.ObservedAt;
            Assert.Equal(Healthy, (await host.RoundAsync(time, "magpie", Cancel)).Verdict);
            await host.LookedAsync("wiki", time.GetUtcNow(), Cancel);
            Assert.Equal(before, host.Mirror.Get(Parakeet)!.ObservedAt);
            await host.LookedAsync("parakeet", time.GetUtcNow(), Cancel);
        }

        var state = host.Mirror.Value(Parakeet)!;
        Assert.Equal(Unhealthy, state.Verdict);
        Assert.Contains("does not answer within 2 s", state.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_one_is_unhealthy_after_exactly_three_probes_and_the_log_says_why()
    {
        var parakeet = await FakeService.StartAsync(FreePort.Next(), ("/health", 200, Fine));
        await using var host = await StartAsync(parakeet.Port);
        await host.UntilAsync(Parakeet, s => s.Verdict == Healthy, Cancel);
        // A start looks more than once: what of that is still to come is over after these.
        Assert.Equal("Healthy Healthy Healthy", await RoundsAsync(host, 3));
        await QuietAsync(host, parakeet);

        await parakeet.DisposeAsync();

        Assert.Equal("Healthy Healthy Unhealthy", await RoundsAsync(host, 3));
        var line = (await host.ChangesAsync("parakeet"))[^1];
        Assert.Equal((Healthy, Unhealthy, false), (line.From, line.To, line.Planned));
        Assert.StartsWith(
            $"3 probes in a row: 127.0.0.1:{parakeet.Port} refuses connections", line.Evidence,
            StringComparison.Ordinal);
        await using var again = await FakeService.StartAsync(parakeet.Port, ("/health", 200, Fine));
        Assert.Equal("Unhealthy Healthy", await RoundsAsync(host, 2));
    }

    [Fact]
    public async Task One_probe_that_fails_changes_nothing()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, Fine));
        await using var host = await StartAsync(parakeet.Port);
        await host.UntilAsync(Parakeet, s => s.Verdict == Healthy, Cancel);
        await RoundsAsync(host, 3);
        await QuietAsync(host, parakeet);

        for (var i = 0; i < 3; i++)
        {
            parakeet.Answers["/health"] = (500, "busy");
            var missed = await host.RoundAsync(time, "parakeet", Cancel);
            Assert.Contains("Seen 1 of 3", missed.Evidence, StringComparison.Ordinal);
            parakeet.Answers["/health"] = (200, Fine);
            Assert.Equal("Healthy", await RoundsAsync(host, 1));
        }

        Assert.Single(await host.ChangesAsync("parakeet"));
    }

    [Fact]
    public async Task Patience_is_what_the_settings_say()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, Fine));
        await using var host = await StartAsync(
            parakeet.Port, patience: new Dictionary<string, ProbePatience> { ["parakeet"] = new(5, 1) });
        await host.UntilAsync(Parakeet, s => s.Verdict == Healthy, Cancel);
        await RoundsAsync(host, 3);
        await QuietAsync(host, parakeet);

        parakeet.Answers["/health"] = (500, "");
        Assert.Equal("Healthy Healthy Healthy Healthy Unhealthy", await RoundsAsync(host, 5));
        parakeet.Answers["/health"] = (200, Fine);
        Assert.Equal("Healthy", await RoundsAsync(host, 1));
    }

    [Fact]
    public async Task A_change_of_settings_moves_the_watch_and_the_first_answer_decides()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, Fine));
        await using var other = await FakeService.StartAsync(("/health", 500, ""));
        await using var host = await StartAsync(parakeet.Port);
        await host.UntilAsync(Parakeet, s => s.Verdict == Healthy, Cancel);

        await SetUpAsync(host, other.Port);

        var state = await host.UntilAsync(Parakeet, s => s.BaseUrl == $"http://127.0.0.1:{other.Port}", Cancel);
        Assert.Equal((Unhealthy, null, null), (state.Verdict, state.LastGood, state.Model));
    }

    /// <summary>What the first look after an action says that missed.</summary>
    [Theory]
    [InlineData(ServiceVerb.Cap, ActionPhase.Done, Healthy)]
    [InlineData(ServiceVerb.Stop, ActionPhase.Failed, Healthy)]
    [InlineData(ServiceVerb.Restart, ActionPhase.Failed, Healthy)]
    [InlineData(ServiceVerb.Restart, ActionPhase.Done, Starting)]
    public async Task One_look_decides_only_after_an_action_that_has_changed_something(
        ServiceVerb verb, ActionPhase phase, ServiceVerdict expected)
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, Fine));
        await using var host = await StartAsync(parakeet.Port);
        await host.UntilAsync(Parakeet, s => s.Verdict == Healthy, Cancel);
        await RoundsAsync(host, 3);
        await QuietAsync(host, parakeet);
        parakeet.Answers["/health"] = (500, "");

        await host.Store.WriteAsync(States.Action("parakeet"), new ServiceAction
        {
            Id = "a-1",
            Service = "parakeet",
            Verb = verb,
            Phase = phase,
            Source = "page",
            RequestedAt = time.GetUtcNow(),
            EndedAt = time.GetUtcNow()
        });

        Assert.Equal(expected, (await MissedAsync(host)).Verdict);
    }

    [Fact]
    public async Task One_look_does_not_decide_after_a_change_of_settings_that_moves_nothing()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, Fine));
        await using var host = await StartAsync(parakeet.Port);
        await host.UntilAsync(Parakeet, s => s.Verdict == Healthy, Cancel);
        await RoundsAsync(host, 3);
        parakeet.Answers["/health"] = (500, "");

        await SetUpAsync(
            host, parakeet.Port, patience: new Dictionary<string, ProbePatience> { ["parakeet"] = new(3, 1) });

        Assert.Equal(Healthy, (await MissedAsync(host)).Verdict);
    }

    [Fact]
    public async Task One_look_decides_when_a_service_is_switched_on()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 500, ""));
        await using var host = await MonitorHost.StartAsync(server);
        var here = Here("parakeet-asr", parakeet.Port);
        await host.SetUpAsync(settings => settings with { Parakeet = here, DisabledServices = ["parakeet"] });
        await host.AddMonitorAsync(time);
        await host.UntilAsync(Parakeet, s => s.Verdict == Disabled, Cancel);

        await SetUpAsync(host, parakeet.Port);

        var state = await host.UntilAsync(Parakeet, s => s.Verdict != Disabled, Cancel);
        Assert.Equal(Unhealthy, state.Verdict);
    }

    [Fact]
    public async Task A_service_that_is_new_in_the_settings_is_watched_and_one_that_is_gone_is_not()
    {
        await using var wiki = await FakeService.StartAsync(("/", 200, ""));
        await using var host = await StartAsync();
        await host.UntilAsync(Parakeet, _ => true, Cancel);

        await SetUpAsync(host, custom: Custom("wiki", $"http://127.0.0.1:{wiki.Port}/"));
        await host.UntilAsync(States.Service("wiki"), s => s.Verdict == Healthy, Cancel);
        await SetUpAsync(host);
        await host.RoundAsync(time, "parakeet", Cancel);
        await host.RoundAsync(time, "parakeet", Cancel);
        var asked = wiki.Asked("/");
        await host.RoundAsync(time, "parakeet", Cancel);

        Assert.Equal(asked, wiki.Asked("/"));
    }

    [Fact]
    public async Task One_that_is_taken_out_of_the_settings_while_it_is_down_leaves_nothing_behind()
    {
        await using var wiki = await FakeService.StartAsync(("/", 200, ""));
        await using var host = await StartAsync(custom: Custom("wiki", $"http://127.0.0.1:{wiki.Port}/"));
        var (key, keys) = (States.Service("wiki"), host.Redis.Keys);
        await host.UntilAsync(key, s => s.Verdict == Healthy, Cancel);
        wiki.Answers["/"] = (500, "");
        await Until.TrueAsync(
            async () => (await host.RoundAsync(time, "wiki", Cancel)).Verdict == Unhealthy
                && await host.Redis.Database.KeyExistsAsync(keys.Uptime("wiki")),
            "it is down and its time is counted");

        await SetUpAsync(host);

        var gone = await host.UntilAsync(key, s => s.Verdict == NotConfigured, Cancel);
        var line = (await host.ChangesAsync("wiki"))[^1];
        Assert.Equal((Unhealthy, NotConfigured, $"wiki:{gone.N}"), (line.From, line.To, line.Id));
        Assert.False(await host.Redis.Database.KeyExistsAsync(keys.Uptime("wiki")));
        Assert.False(await host.Redis.Database.KeyExistsAsync(keys.FiveSeconds(key.Name)));
    }

    [Fact]
    public async Task One_that_was_taken_out_while_nobody_led_is_said_to_be_gone_by_the_next_leader()
    {
        await using var host = await MonitorHost.StartAsync(server);
        var key = States.Service("wiki");
        await host.Store.WriteAsync(key, new() { Name = "wiki", Verdict = Unhealthy, Since = time.GetUtcNow(), N = 4 });
        await SetUpAsync(host);

        await host.AddMonitorAsync(time);

        var gone = await host.UntilAsync(key, s => s.Verdict == NotConfigured, Cancel);
        Assert.Equal((5, false), (gone.N, gone.Planned));
    }

    [Fact]
    public async Task What_is_switched_off_is_not_asked()
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, Fine));
        await using var host = await MonitorHost.StartAsync(server);
        await host.SetUpAsync(settings => settings with
        {
            Parakeet = new() { Host = "127.0.0.1", Container = "parakeet-asr", Port = parakeet.Port },
            DisabledServices = ["parakeet"]
        });

        await host.AddMonitorAsync(time);
        var state = await host.UntilAsync(Parakeet, _ => true, Cancel);

        Assert.Equal((Disabled, 0), (state.Verdict, parakeet.Asked("/health")));
    }

    /// <summary>What a sound is answered with, how often it is sent in three minutes, and what is made of it.</summary>
    [Theory]
    [InlineData(200, """{"text":""}""", 1, Healthy, null)]
    [InlineData(503, "busy", 1, Healthy, null)]
    [InlineData(404, "no such model", 1, Healthy, null)]
    [InlineData(500, "CUDA error: unknown error", 3, Unhealthy, "gpu_wedged")]
    [InlineData(503, "CUBLAS_STATUS_EXECUTION_FAILED", 3, Unhealthy, "gpu_wedged")]
    public async Task A_report_of_the_gpu_has_a_sound_transcribed_at_once_and_again_while_that_fails(
        int code, string body, int asked, ServiceVerdict verdict, string? trouble)
    {
        await using var parakeet = await FakeService.StartAsync(("/health", 200, Fine), (Transcriptions, code, body));
        await using var host = await StartAsync(parakeet.Port);
        await host.UntilAsync(Parakeet, s => s.Verdict == Healthy, Cancel);
        await RoundsAsync(host, 3);
        Assert.Equal(0, parakeet.Asked(Transcriptions));

        await new HandOver(host.Redis, host.Redis.Keys.Inbox).PushAsync(new ConnectivityEntry
        {
            Id = "r-1",
            At = DateTimeOffset.UtcNow,
            Kind = ConnectivityKind.Report,
            Service = "parakeet",
            Ok = false,
            Source = "recap",
            Error = "CUDA error: unknown error"
        });

        // The answer has 20 s of the monitor's clock.
        await Until.TrueAsync(() => parakeet.Answered(Transcriptions) == 1);
        Assert.DoesNotContain("Unhealthy", await WithSoundsAsync(11), StringComparison.Ordinal);
        await WithSoundsAsync(24);
        var state = host.Mirror.Value(Parakeet)!;
        Assert.Equal((asked, verdict), (parakeet.Asked(Transcriptions), state.Verdict));
        Assert.Equal(trouble, state.Trouble?.Code);

        async Task<string> WithSoundsAsync(int rounds)
        {
            List<string> verdicts = [];
            for (var i = 0; i < rounds; i++)
            {
                verdicts.Add(await RoundsAsync(host, 1));
                await Until.TrueAsync(() => parakeet.Answered(Transcriptions) == parakeet.Asked(Transcriptions));
            }

            return string.Join(' ', verdicts);
        }
    }

    [Fact]
    public async Task Time_of_every_service_is_counted()
    {
        await using var wiki = await FakeService.StartAsync(("/", 200, ""));
        await using var host = await StartAsync(custom: Custom("wiki", $"http://127.0.0.1:{wiki.Port}/"));
        await host.UntilAsync(States.Service("wiki"), s => s.Verdict == Healthy, Cancel);

        var uptime = new UptimeStore(host.Redis);
        await Until.TrueAsync(
            async () =>
            {
                await host.RoundAsync(time, "wiki", Cancel);
                return (await uptime.ReadAsync("wiki")).Fields.Values.Any(bucket => bucket.Up > 0);
            },
            "some time of wiki has been counted");
    }

    private async Task<MonitorHost> StartAsync(
        int? parakeet = null, int? magpie = null, CustomServiceSettings? custom = null,
        IReadOnlyDictionary<string, ProbePatience>? patience = null)
    {
        var host = await MonitorHost.StartAsync(server);
        await SetUpAsync(host, parakeet, magpie, custom, patience);
        await host.AddMonitorAsync(time);
        return host;
    }

    private static Task SetUpAsync(
        MonitorHost host, int? parakeet = null, int? magpie = null, CustomServiceSettings? custom = null,
        IReadOnlyDictionary<string, ProbePatience>? patience = null) => host.SetUpAsync(settings => settings with
        {
            Parakeet = parakeet is { } port ? Here("parakeet-asr", port) : settings.Parakeet,
            Magpie = magpie is { } other ? Here("magpie-tts", other) : settings.Magpie,
            CustomServices = custom is null ? [] : [custom],
            Patience = patience ?? settings.Patience
        });

    private static SpeechServiceSettings Here(string container, int port) =>
        new() { Host = "127.0.0.1", Container = container, Port = port };

    private static CustomServiceSettings Custom(string name, string url) => new(name, ServiceKind.Other, url);

    private static Task<ServiceState> MissedAsync(MonitorHost host) => host.UntilAsync(
        Parakeet,
        s => s.Verdict != Healthy || s.Evidence!.Contains("Seen 1 of 3", StringComparison.Ordinal), Cancel);

    private static Task QuietAsync(MonitorHost host, FakeService parakeet) => host.QuietAsync(
        "parakeet", Cancel, () => (parakeet.Asked("/health"), parakeet.Answered("/health")));

    private async Task<string> RoundsAsync(MonitorHost host, int rounds)
    {
        var verdicts = new List<ServiceVerdict>();
        for (var i = 0; i < rounds; i++) verdicts.Add((await host.RoundAsync(time, "parakeet", Cancel)).Verdict);
        return string.Join(' ', verdicts);
    }
}
