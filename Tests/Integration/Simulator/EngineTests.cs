using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary>What an engine does beside its API: counters that move, or stand still while the API answers.</summary>
public sealed class EngineTests : PairFixture
{
    private readonly HttpClient _http = new();

    private static object Question => new { model = Model, prompt = "why" };

    [Fact]
    public async Task Counters_move_while_requests_run_and_stand_still_when_the_engine_is_stuck()
    {
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        Head.InventTraffic(running: 3, waiting: 2);
        var first = await CountAsync("generation_tokens_total");
        await Until.TrueAsync(async () => await CountAsync("generation_tokens_total") > first, "tokens are made");
        await Until.TrueAsync(async () => await CountAsync("time_to_first_token_seconds_count") > 0, "requests end");

        Head.StickEngine();

        var stuck = await CountAsync("generation_tokens_total");
        await SayAsync("sleep 0.2");
        Assert.Equal(stuck, await CountAsync("generation_tokens_total"));
        Assert.Equal((3, 2), (await CountAsync("num_requests_running"), await CountAsync("num_requests_waiting")));
        Assert.Equal((200, 200), (await AnswerAsync("/health"), await AnswerAsync("/v1/models")));

        Head.StickEngine(isStuck: false);
        await Until.TrueAsync(async () => await CountAsync("generation_tokens_total") > stuck, "tokens are made again");
    }

    [Fact]
    public async Task A_request_to_a_stuck_engine_is_answered_when_it_moves_again()
    {
        await LaunchAsync();
        await LogSaysAsync("Application startup complete.");
        Head.StickEngine();

        var asked = _http.PostAsJsonAsync(Url("/v1/completions"), Question, Cancel);
        await Until.TrueAsync(async () => await CountAsync("num_requests_running") == 1, "it runs");
        Assert.False(asked.IsCompleted);
        Head.StickEngine(isStuck: false);

        using var answer = await asked;
        Assert.Equal(200, (int)answer.StatusCode);
        await Until.TrueAsync(async () => await CountAsync("num_requests_running") == 0, "it has left the engine");
        Assert.Equal(12, await CountAsync("prompt_tokens_total"));
        Assert.Equal(15, await CountAsync("inter_token_latency_seconds_count"));
    }

    [Fact]
    public async Task A_rank_that_is_lost_without_a_word_leaves_an_API_that_answers_and_an_engine_that_does_not()
    {
        var before = Pair.Worker.MemoryUsed;
        Assert.False(Pair.LoseRank());
        await LaunchRanksAsync();
        await LogSaysAsync("Application startup complete.");

        Assert.True(Pair.LoseRank());

        await Until.TrueAsync(async () => !await VllmRunsAsync(Pair.Worker), "the rank is gone");
        await Until.TrueAsync(() => Pair.Worker.MemoryUsed == before, "its memory is back");
        Assert.True(await VllmRunsAsync());
        Assert.Equal((200, 200), (await AnswerAsync("/health"), await AnswerAsync("/v1/models")));
        Assert.DoesNotContain("died", await LogAsync(), StringComparison.Ordinal);
        using var impatient = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
        await Assert.ThrowsAsync<TaskCanceledException>(
            () => impatient.PostAsJsonAsync(Url("/v1/completions"), Question, Cancel));
    }

    [Fact]
    public async Task A_node_whose_memory_somebody_takes_stalls_and_swaps_until_enough_is_let_go()
    {
        Pair.Worker.Squeeze(gibLeft: 1.5);

        Assert.Equal("1572864 kB", await FieldAsync("meminfo", "MemAvailable"));
        Assert.Equal("avg10=41.20", await FieldAsync("pressure/memory", "full"));
        await Until.TrueAsync(async () => await NumberAsync("vmstat", "pswpin") > 0, "pages come in again");
        Assert.NotEqual(await FieldAsync("meminfo", "SwapTotal"), await FieldAsync("meminfo", "SwapFree"));

        await SayAsync("docker stop parakeet-asr", Pair.Worker);
        Assert.Equal("avg10=0.00", await FieldAsync("pressure/memory", "full"));
        var pressure = await SayAsync("cat /proc/pressure/memory", Pair.Worker);
        Assert.DoesNotContain("avg60=0.00", pressure, StringComparison.Ordinal);
        Pair.Worker.Squeeze(null);
        Assert.NotEqual(await FieldAsync("meminfo", "SwapTotal"), await FieldAsync("meminfo", "SwapFree"));
        Assert.True(await NumberAsync("meminfo", "MemAvailable") > 100_000_000);
    }

    private string Url(string path) => $"http://127.0.0.1:{Pair.VllmPort}{path}";

    private async Task<double> CountAsync(string name)
    {
        var text = await _http.GetStringAsync(Url("/metrics"), Cancel);
        var found = Regex.Match(text, $"\nvllm:{name}{{[^}}]*}} (.*)\n").Groups[1].Value;
        return double.Parse(found, CultureInfo.InvariantCulture);
    }

    private async Task<string> FieldAsync(string file, string name)
    {
        var text = await SayAsync($"cat /proc/{file}", Pair.Worker);
        return Regex.Match(text, $"^{name}:? +(\\S+( kB)?)", RegexOptions.Multiline).Groups[1].Value;
    }

    private async Task<long> NumberAsync(string file, string name) =>
        long.Parse((await FieldAsync(file, name)).Split(' ')[0], CultureInfo.InvariantCulture);
}
