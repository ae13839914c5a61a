using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Simulator;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Speech.Dialogues;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary>What tests can order of Parakeet: faults, errors, speed, memory; and what it counts.</summary>
public sealed class ParakeetFaultTests : PairFixture
{
    private readonly HttpClient _http = new();

    private static Dialogue Talk => new Conversation { Seconds = 60, Voices = [2, 6] }.Record();

    private SpeechService Parakeet => Pair.Services.Parakeet;

    [Fact]
    public async Task The_second_call_fails_with_a_time_to_come_back_and_the_third_does_not()
    {
        Parakeet.Calls.Add(new() { Route = "transcriptions", First = 2, Status = 503, RetryAfter = 7 });

        using var first = await PostAsync("transcriptions");
        using var other = await PostAsync("diarize");
        using var second = await PostAsync("transcriptions");
        using var third = await PostAsync("transcriptions");

        Assert.Equal([200, 200, 503, 200], ((HttpResponseMessage[])[first, other, second, third]).Select(Status));
        Assert.Equal(TimeSpan.FromSeconds(7), second.Headers.RetryAfter?.Delta);
        Assert.Equal((3, 1), (Parakeet.Calls.Of("transcriptions"), Parakeet.Calls.Of("diarize")));
    }

    [Fact]
    public async Task A_connection_can_end_without_an_answer()
    {
        Parakeet.Calls.Add(new() { Drops = true });

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync("diarize"));

        await Until.TrueAsync(() => Parakeet.Calls.UnderWay("diarize") == 0, "the call is over");
    }

    [Fact]
    public async Task Calls_that_are_under_way_at_once_are_counted_by_route()
    {
        Parakeet.Calls.Add(new() { Delay = 60, Times = int.MaxValue });
        using var leave = new CancellationTokenSource();
        Task[] calls =
        [
            PostAsync("transcriptions", leave.Token), PostAsync("transcriptions", leave.Token),
            PostAsync("diarize", leave.Token)
        ];

        await Until.TrueAsync(() => Parakeet.Calls.UnderWay("transcriptions") == 2, "two wait for text");
        await Until.TrueAsync(() => Parakeet.Calls.UnderWay("diarize") == 1, "one waits for speakers");
        Assert.Equal((2, 1), (Parakeet.Calls.MostAtOnce("transcriptions"), Parakeet.Calls.MostAtOnce("diarize")));
        await leave.CancelAsync();
        await Task.WhenAll(calls).ContinueWith(_ => { }, TaskScheduler.Default);
        await Until.TrueAsync(() => Parakeet.Calls.UnderWay("transcriptions") == 0, "all have left");
    }

    [Fact]
    public async Task Both_models_work_beside_each_other_and_two_requests_for_one_of_them_race()
    {
        Parakeet.Work = new() { TranscriptionSpeed = 0.3, DiarizationSpeed = 0.1 };

        using var heard = await PostAsync("transcriptions");
        var both = await Task.WhenAll(PostAsync("transcriptions"), PostAsync("diarize"));
        var race = await Task.WhenAll(PostAsync("diarize"), PostAsync("diarize-chunk"));

        Assert.All(both, answer => Assert.Equal(200, Status(answer)));
        Assert.Equal([200, 503], race.Select(Status).Order());
    }

    [Fact]
    public async Task What_takes_more_memory_than_ordered_fails_as_on_a_full_node()
    {
        Parakeet.Work = new() { MemoryGib = 0.01 };

        using var answer = await PostAsync("diarize");

        Assert.Equal(500, (int)answer.StatusCode);
        Assert.Contains("CUDA out of memory", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Parakeet.Recover();
        using var well = await PostAsync("diarize");
        Assert.Equal(200, (int)well.StatusCode);
    }

    [Fact]
    public async Task All_of_it_can_be_ordered_from_outside_and_ends_when_it_is_well_again()
    {
        await using var pair = await SimulatedPair.StartAsync(new() { Speed = 200, ControlPort = 0 });
        var parakeet = pair.Services.Parakeet;

        await OrderAsync(pair, """{"service":"parakeet","errors":{"boundary":0.2,"wrong_prefix":0.1}}""");
        await OrderAsync(pair, """{"service":"parakeet","work":{"diarization_speed":50,"memory_gib":3}}""");
        await OrderAsync(pair, """{"service":"parakeet","fault":{"status":503,"times":2}}""");

        Assert.Equal((0.2, 0.1), (parakeet.Errors!.Boundary, parakeet.Errors.WrongPrefix));
        Assert.Equal((50, 3), (parakeet.Work.DiarizationSpeed, parakeet.Work.MemoryGib));
        using var refused = await PostAsync("diarize", Cancel, parakeet);
        Assert.Equal(503, (int)refused.StatusCode);
        await OrderAsync(pair, """{"service":"parakeet"}""");
        Assert.Null(parakeet.Errors);
        Assert.Equal(new AudioWork(), parakeet.Work);
        using var answer = await PostAsync("diarize", Cancel, parakeet);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Magpie_hears_nothing_and_can_be_told_nothing_of_it()
    {
        await using var pair = await SimulatedPair.StartAsync(new() { Speed = 200, ControlPort = 0 });

        using var answer = await _http.PostAsJsonAsync(
            $"http://127.0.0.1:{pair.ControlPort}/sim/service",
            new { service = "magpie", fault = new { status = 500 } },
            Cancel);

        Assert.Equal(409, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Forty_minutes_are_heard_while_they_come()
    {
        Parakeet.Work = new() { MemoryGib = 1000 };
        var dialogue = new Conversation { Seconds = 2400, Voices = [2, 6] }.Record();

        using var answer = await PostAsync("transcriptions", Cancel, dialogue: dialogue);

        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, said);
        var text = (string?)JsonNode.Parse(said)!["text"];
        Assert.Equal(dialogue.Words.Count(), text!.Split(' ').Length);
    }

    private async Task OrderAsync(SimulatedPair pair, string order)
    {
        using var json = new StringContent(order, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync($"http://127.0.0.1:{pair.ControlPort}/sim/service", json, Cancel);
        Assert.Equal(204, (int)answer.StatusCode);
    }

    private static int Status(HttpResponseMessage answer) => (int)answer.StatusCode;

    private Task<HttpResponseMessage> PostAsync(string route) => PostAsync(route, Cancel);

    private async Task<HttpResponseMessage> PostAsync(
        string route, CancellationToken cancel, SpeechService? service = null, Dialogue? dialogue = null)
    {
        using var form = new MultipartFormDataContent
        {
            { new StreamContent((dialogue ?? Talk).OpenWav()), "file", "talk.wav" }
        };
        return await _http.PostAsync(
            $"http://127.0.0.1:{(service ?? Parakeet).Port}/v1/audio/{route}", form, cancel);
    }
}
