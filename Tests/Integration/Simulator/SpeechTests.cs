using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Simulator;
using SparkControl.Simulator.Speech;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary>The containers of the speech services, and what can be made to go wrong with them.</summary>
public sealed class SpeechTests : PairFixture
{
    private const string State =
        "{{.State.Status}} {{.RestartCount}} {{.State.OOMKilled}} {{.State.ExitCode}} {{.HostConfig.Memory}}";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private SpeechService Parakeet => Pair.Services.Parakeet;

    private SpeechService Magpie => Pair.Services.Magpie;

    [Fact]
    public async Task Both_services_serve_when_the_pair_starts_and_have_been_running_for_days()
    {
        var rows = await OnSpark2Async("docker ps --format '{{.Names}} {{.Status}}'");

        Assert.Equal(["magpie-tts Up 2 days", "parakeet-asr Up 2 days"], rows.Split('\n').Order());
        Assert.Equal("running 0 false 0 0", await StateAsync(Parakeet));
        Assert.Equal((200, 200), (await GetAsync(Parakeet, "/health"), await GetAsync(Magpie, "/v1/health/ready")));
        Assert.Contains("Uvicorn running", await OnSpark2Async("docker logs parakeet-asr"), StringComparison.Ordinal);
        Assert.Equal("", await SayAsync("docker ps -aq"));
    }

    [Fact]
    public async Task A_pair_may_have_them_on_its_first_Spark_or_not_at_all()
    {
        await using var first = await SimulatedPair.StartAsync(new() { Speed = 200, SpeechNode = "spark1" });
        await using var none = await SimulatedPair.StartAsync(new() { Speed = 200, SpeechNode = null });

        Assert.Equal(first.Head, first.Services.Parakeet.Node);
        Assert.True(first.Services.Magpie.IsReady);
        Assert.Equal("", await SayAsync("docker ps -aq", none.Worker));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(none.Services.Parakeet, "/health"));
    }

    [Fact]
    public async Task A_service_that_is_stopped_refuses_connections_and_comes_back_when_it_is_started()
    {
        await OnSpark2Async("docker stop parakeet-asr");

        Assert.Equal("exited 0 false 0 0", await StateAsync(Parakeet));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(Parakeet, "/health"));
        Assert.DoesNotContain("python3", await OnSpark2Async("nvidia-smi"), StringComparison.Ordinal);

        await OnSpark2Async("docker start parakeet-asr");
        await Until.TrueAsync(() => Parakeet.IsReady, "Parakeet is back");
        Assert.Equal(200, await GetAsync(Parakeet, "/healthz"));
    }

    [Fact]
    public async Task Docker_kill_holds_a_service_down_whatever_its_policy()
    {
        await OnSpark2Async("docker kill magpie-tts");

        Assert.Equal("exited 0 false 137 0", await StateAsync(Magpie));
        Assert.Equal("", await OnSpark2Async("docker ps -q -f name=magpie"));
    }

    [Fact]
    public async Task A_process_that_dies_is_started_again_and_counted_until_somebody_starts_it_by_hand()
    {
        Parakeet.Kill();

        await Until.TrueAsync(
            async () => await StateAsync(Parakeet) == "running 1 false 0 0", "docker has started it again");
        await Until.TrueAsync(() => Parakeet.IsReady, "Parakeet is back");
        await OnSpark2Async("docker restart parakeet-asr");
        Assert.Equal("running 0 false 0 0", await StateAsync(Parakeet));
    }

    [Fact]
    public async Task Magpie_takes_minutes_and_says_503_meanwhile()
    {
        await using var slow = await SimulatedPair.StartAsync(new() { Speed = 20 });
        await SayAsync("docker restart magpie-tts", slow.Worker);

        await Until.TrueAsync(
            async () => await TryGetAsync(slow.Services.Magpie, "/v1/health/live") == 200, "it lives");
        Assert.Equal(503, await GetAsync(slow.Services.Magpie, "/v1/health/ready"));
        Assert.False(slow.Services.Magpie.IsReady);
        await Until.TrueAsync(() => slow.Services.Magpie.IsReady, "it is ready");
        Assert.Equal(200, await GetAsync(slow.Services.Magpie, "/v1/health/ready"));
    }

    [Theory]
    [InlineData("docker run --rm -v magpie-cache:/c alpine chown -R 1000:1000 /c")]
    [InlineData("sudo chown -R 1000:1000 /var/lib/docker/volumes/magpie-cache/_data")]
    public async Task A_cache_of_roots_lets_Magpie_crash_again_and_again_until_it_is_given_away(string remedy)
    {
        Magpie.LoseCache();

        await Until.TrueAsync(async () => await RestartsAsync(Magpie) >= 3, "it has crashed three times");
        var reason = await OnSpark2Async("docker logs --tail 8 magpie-tts | grep -m 1 'os error 13'");
        Assert.Contains("/opt/nim/.cache", reason, StringComparison.Ordinal);
        Assert.False(Magpie.IsReady);

        await OnSpark2Async(remedy);
        await Until.TrueAsync(() => Magpie.IsReady, "Magpie is back");
    }

    [Fact]
    public async Task A_service_that_ran_out_of_memory_says_so_while_it_waits_for_its_restart()
    {
        await using var slow = await SimulatedPair.StartAsync(new() { Speed = 0.01 });
        var parakeet = slow.Services.Parakeet;
        parakeet.RunOutOfMemory();

        await Until.TrueAsync(async () => await StateAsync(parakeet) == "restarting 0 true 137 0", "docker waits");
        var shown = await SayAsync("docker ps -f name=parakeet --format '{{.Status}}'", slow.Worker);
        Assert.StartsWith("Restarting (137)", shown, StringComparison.Ordinal);
        await SayAsync("docker stop parakeet-asr", slow.Worker);
        Assert.Equal("exited 0 true 137 0", await StateAsync(parakeet));
    }

    [Fact]
    public async Task A_crash_loop_goes_on_until_it_is_ended_and_the_service_is_well_again()
    {
        Parakeet.CrashLoop();
        await Until.TrueAsync(async () => await RestartsAsync(Parakeet) >= 3, "it has crashed three times");

        Parakeet.Recover();

        await Until.TrueAsync(() => Parakeet.IsReady, "Parakeet is back");
    }

    [Fact]
    public async Task A_blip_is_a_moment_without_an_answer()
    {
        Parakeet.Blip(TimeSpan.FromSeconds(3));
        using var impatient = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };

        await Assert.ThrowsAsync<TaskCanceledException>(() => impatient.GetAsync(Url(Parakeet, "/health"), Cancel));
        Assert.Equal(200, await GetAsync(Parakeet, "/health"));
    }

    [Fact]
    public async Task A_busy_Parakeet_lets_health_wait_and_answers_the_rest()
    {
        Parakeet.KeepBusy(TimeSpan.FromSeconds(3));
        using var impatient = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };

        Assert.Equal(200, await GetAsync(Parakeet, "/v1/models"));
        await Assert.ThrowsAsync<TaskCanceledException>(() => impatient.GetAsync(Url(Parakeet, "/health"), Cancel));
        Assert.Equal(200, await GetAsync(Parakeet, "/health"));
    }

    [Theory]
    [InlineData("docker start nope", "No such container: nope\nfailed to start containers: nope\n")]
    [InlineData("docker restart nope", "No such container: nope\n")]
    [InlineData("docker update --memory 40g --memory-swap 40g nope", "No such container: nope\n")]
    [InlineData("docker update --memory 40g parakeet-asr", "update the memoryswap at the same time\n")]
    [InlineData("docker update --memory 1m --memory-swap 1m parakeet-asr", "Minimum memory limit allowed is 6MB\n")]
    public async Task Docker_refuses_in_its_own_words(string command, string reason)
    {
        var result = await Pair.Worker.ShellAsync(command, Cancel);

        Assert.Equal(1, result.Exit);
        Assert.StartsWith("Error response from daemon: ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_memory_cap_stays_over_restarts_and_goes_with_a_reset()
    {
        await OnSpark2Async("docker update --memory 40g --memory-swap 40g parakeet-asr");
        await OnSpark2Async("docker restart parakeet-asr");
        Assert.Equal($"running 0 false 0 {40L << 30}", await StateAsync(Parakeet));

        await Pair.ResetAsync();

        Assert.Equal("running 0 false 0 0", await StateAsync(Parakeet));
        Assert.True(Parakeet.IsReady);
    }

    [Fact]
    public async Task Their_processes_are_on_the_GPU_and_hold_memory_of_the_node()
    {
        const string Query =
            "nvidia-smi --query-compute-apps=process_name,used_gpu_memory --format=csv,noheader,nounits";
        var held = Pair.Worker.MemoryUsed;

        Assert.Equal("python3, 1843\ntritonserver, 1331", await OnSpark2Async(Query));
        Assert.Equal("[N/A]", await OnSpark2Async("nvidia-smi --query-gpu=memory.used --format=csv,noheader"));
        await OnSpark2Async("docker stop parakeet-asr magpie-tts");

        Assert.Equal("", await OnSpark2Async(Query));
        Assert.Equal(1843 + 1331, (held - Pair.Worker.MemoryUsed) >> 20);
    }

    [Theory]
    [InlineData("parakeet", "killed", 204)]
    [InlineData("magpie-tts", "cache_not_writable", 204)]
    [InlineData("parakeet", "cache_not_writable", 409)]
    [InlineData("kokoro", "killed", 404)]
    [InlineData("parakeet", "no_such_trouble", 400)]
    public async Task Troubles_can_be_begun_from_outside(string service, string trouble, int status)
    {
        await using var pair = await SimulatedPair.StartAsync(new() { Speed = 200, ControlPort = 0 });

        var sim = $"http://127.0.0.1:{pair.ControlPort}/sim";
        using var answer = await _http.PostAsJsonAsync($"{sim}/service", new { service, trouble }, Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        var shown = JsonNode.Parse(await _http.GetStringAsync(sim, Cancel))!["services"]!.AsArray();
        Assert.Equal(["parakeet-asr", "magpie-tts"], shown.Select(one => (string?)one!["container"]));
    }

    private Task<string> OnSpark2Async(string command) => SayAsync(command, Pair.Worker);

    private Task<string> StateAsync(SpeechService service) =>
        SayAsync($"docker inspect -f '{State}' {service.Container}", service.Node);

    private async Task<int> RestartsAsync(SpeechService service) => int.Parse(
        await SayAsync($"docker inspect -f '{{{{.RestartCount}}}}' {service.Container}", service.Node),
        System.Globalization.CultureInfo.InvariantCulture);

    private async Task<int> GetAsync(SpeechService service, string path)
    {
        using var answer = await _http.GetAsync(Url(service, path), Cancel);
        return (int)answer.StatusCode;
    }

    private async Task<int> TryGetAsync(SpeechService service, string path)
    {
        try
        {
            return await GetAsync(service, path);
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private static string Url(SpeechService service, string path) => $"http://127.0.0.1:{service.Port}{path}";
}
