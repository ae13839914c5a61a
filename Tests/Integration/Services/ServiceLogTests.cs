using System.Net;
using System.Text.Json.Nodes;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Services;

/// <summary>The log of a container, read over a real sshd.</summary>
public sealed class ServiceLogTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private ServicePanel panel = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => panel = await ServicePanel.StartAsync(redis);

    public ValueTask DisposeAsync() => panel.DisposeAsync();

    [Fact]
    public async Task The_last_lines_come_first_and_then_each_as_it_is_written()
    {
        foreach (var number in Enumerable.Range(1, 9)) panel.Docker.Say(ServicePanel.Parakeet, $"line {number}");
        using var log = await OpenAsync("parakeet/logs?tail=3");

        Assert.Equal(["line 7", "line 8", "line 9"], await log.LinesAsync(3));

        panel.Docker.Say(ServicePanel.Parakeet, "\u001b[31m<b>red</b>\u0007");
        panel.Docker.Say(ServicePanel.Parakeet, new string('x', 20_000));
        var late = await log.LinesAsync(2);
        Assert.Equal(("<b>red</b>", 8 * 1024), (late[0], late[1].Length));
    }

    [Fact]
    public async Task A_client_that_leaves_leaves_nothing_on_the_Spark()
    {
        panel.Docker.Say(ServicePanel.Parakeet, "one");
        var log = await OpenAsync("parakeet/logs");
        await log.LinesAsync(1);
        var reader = Assert.Single(panel.Docker.Readers);
        Assert.True(Lives(reader));

        log.Dispose();

        await Until.TrueAsync(() => !Lives(reader), "the process that read the log is gone");
    }

    [Fact]
    public async Task A_log_that_ends_says_so_after_its_last_line()
    {
        panel.Docker.Say(ServicePanel.Parakeet, "one");
        File.AppendAllText(Path.Combine(panel.Sshd.Home, "containers", ServicePanel.Parakeet, "log"), "half");
        using var log = await OpenAsync("parakeet/logs");
        await log.LinesAsync(1);

        System.Diagnostics.Process.GetProcessById(Assert.Single(panel.Docker.Readers)).Kill();

        Assert.Equal(["half"], await log.LinesAsync(1));
        Assert.Contains("ended with code", (string?)(await log.NextAsync("end"))["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_at_once_are_read_and_a_fifth_is_told_to_wait()
    {
        panel.Docker.Say(ServicePanel.Parakeet, "one");
        var open = new List<OpenLog>();
        foreach (var _ in Enumerable.Range(0, 4)) open.Add(await OpenAsync("parakeet/logs"));

        using (var fifth = await panel.Http.GetAsync("/api/services/parakeet/logs", Cancel))
        {
            var problem = await ServicePanel.ProblemAsync(fifth, HttpStatusCode.ServiceUnavailable);
            Assert.Equal("too_many_readers", (string?)problem["code"]);
        }

        foreach (var log in open) log.Dispose();
        await Until.TrueAsync(async () =>
        {
            using var again = await panel.Http.GetAsync(
                "/api/services/parakeet/logs", HttpCompletionOption.ResponseHeadersRead, Cancel);
            return again.StatusCode == HttpStatusCode.OK;
        }, "there is room again");
    }

    [Theory]
    [InlineData("parakeet/logs?tail=0", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("parakeet/logs?tail=2001", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("vllm/logs", HttpStatusCode.Conflict, "no_log")]
    [InlineData("nobody/logs", HttpStatusCode.NotFound, "unknown_service")]
    public async Task What_cannot_be_read_is_refused_before_the_first_byte(
        string path, HttpStatusCode status, string code)
    {
        using var answer = await panel.Http.GetAsync($"/api/services/{path}", Cancel);

        Assert.Equal(code, (string?)(await ServicePanel.ProblemAsync(answer, status))["code"]);
    }

    [Fact]
    public async Task A_Spark_that_is_away_is_a_bad_gateway()
    {
        await panel.Sshd.StopAsync();

        using var answer = await panel.Http.GetAsync("/api/services/parakeet/logs", Cancel);

        var problem = await ServicePanel.ProblemAsync(answer, HttpStatusCode.BadGateway);
        Assert.Equal("node_silent", (string?)problem["code"]);
    }

    private static bool Lives(int process) => Directory.Exists($"/proc/{process}");

    private async Task<OpenLog> OpenAsync(string path)
    {
        var answer = await panel.Http.GetAsync(
            $"/api/services/{path}", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new(answer, new(await answer.Content.ReadAsStreamAsync(Cancel)));
    }

    private sealed record OpenLog(HttpResponseMessage Answer, StreamReader Reader) : IDisposable
    {
        private readonly Queue<string> pending = [];

        public async Task<IReadOnlyList<string>> LinesAsync(int count)
        {
            while (pending.Count < count)
            {
                foreach (var line in (await NextAsync("log"))["lines"]!.AsArray()) pending.Enqueue((string)line!);
            }

            return [.. Enumerable.Range(0, count).Select(_ => pending.Dequeue())];
        }

        /// <summary>The data of the next event of a kind.</summary>
        public async Task<JsonNode> NextAsync(string kind)
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (await Reader.ReadLineAsync(late.Token) is { } line)
            {
                if (line != $"event: {kind}") continue;

                return JsonNode.Parse((await Reader.ReadLineAsync(late.Token))!["data: ".Length..])!;
            }

            throw new EndOfStreamException($"There was no {kind}.");
        }

        public void Dispose()
        {
            Reader.Dispose();
            Answer.Dispose();
        }
    }
}
