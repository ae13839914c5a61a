using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SparkControl.ControlApi.Gateway;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Gateway;

/// <summary>Several AudioProxies, and some of them dead.</summary>
public sealed class InstancesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_shared_out()
    {
        await using var one = await FakeAudio.StartAsync();
        await using var two = await FakeAudio.StartAsync();
        await using var rig = await GatewayRig.StartAsync($"{one.Url}, {two.Url}");

        await SendAsync(rig, 40);

        Assert.True(one.Asked.Count > 2 && two.Asked.Count > 2, $"{one.Asked.Count} and {two.Asked.Count}");
    }

    [Fact]
    public async Task A_dead_instance_costs_nobody_an_answer_and_bodies_go_whole_to_another()
    {
        await using var alive = await FakeAudio.StartAsync();
        await using var rig = await GatewayRig.StartAsync(
            $"{GatewayRig.Nobody},{alive.Url},{GatewayRig.Nobody}", Slowly);

        var answers = await SendAsync(rig, 30);

        Assert.All(answers, answer => Assert.Equal("200000", answer));
        Assert.Equal(30, alive.Asked.Count);
    }

    [Fact]
    public async Task One_that_breaks_off_is_skipped_by_those_that_come_after()
    {
        await using var bad = await FakeAudio.StartAsync();
        await using var good = await FakeAudio.StartAsync();
        bad.Answer = async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[1], Cancel);
            context.Abort();
        };
        await using var rig = await GatewayRig.StartAsync($"{bad.Url},{good.Url}", Slowly);

        while (bad.Asked.IsEmpty)
        {
            // What it has read of a body cannot be sent again.
            using var answer = await PostAsync(rig);
            if (bad.Asked.IsEmpty) continue;
            Assert.Equal("audio_broke_off", await GatewayRig.CodeAsync(answer, HttpStatusCode.BadGateway));
        }

        await Until.TrueAsync(async () =>
        {
            var before = bad.Asked.Count;
            await SendAsync(rig, 20);
            return bad.Asked.Count == before;
        });
    }

    [Fact]
    public async Task A_question_that_one_has_not_answered_is_put_to_another()
    {
        await using var bad = await FakeAudio.StartAsync();
        await using var good = await FakeAudio.StartAsync();
        bad.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await using var rig = await GatewayRig.StartAsync($"{bad.Url},{good.Url}");

        while (bad.Asked.IsEmpty)
        {
            using var answer = await rig.Http.GetAsync("/api/audio/transcripts/t-1", Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task One_that_says_that_it_is_not_well_gets_nothing()
    {
        await using var ill = await FakeAudio.StartAsync();
        await using var well = await FakeAudio.StartAsync();
        ill.IsWell = false;
        await using var rig = await GatewayRig.StartAsync(
            $"{ill.Url},{well.Url}", builder => builder.Configuration["Gateway:Refresh"] = "00:00:00.2");

        await Until.TrueAsync(async () =>
        {
            var before = ill.Asked.Count;
            await SendAsync(rig, 20);
            return ill.Asked.Count == before;
        });
    }

    [Fact]
    public async Task A_host_name_is_as_many_instances_as_it_has_addresses_and_they_may_change()
    {
        var port = FreePort.Next();
        await using var one = await FakeAudio.StartAsync($"http://127.0.0.1:{port}");
        await using var two = await FakeAudio.StartAsync($"http://127.0.0.2:{port}");
        var found = new[] { IPAddress.Parse("127.0.0.1"), IPAddress.Parse("127.0.0.2") };
        await using var rig = await GatewayRig.StartAsync(
            $"http://audio.test:{port}", builder => Find(builder, () => found));

        await Until.TrueAsync(async () =>
        {
            await SendAsync(rig, 10);
            return !one.Asked.IsEmpty && !two.Asked.IsEmpty;
        });
        found = [IPAddress.Parse("127.0.0.2")];

        await Until.TrueAsync(async () =>
        {
            var before = one.Asked.Count;
            await SendAsync(rig, 10);
            return one.Asked.Count == before;
        });
    }

    [Fact]
    public async Task A_name_that_is_not_known_ends_no_start_and_one_that_is_lost_keeps_its_instances()
    {
        var port = FreePort.Next();
        await using var audio = await FakeAudio.StartAsync($"http://127.0.0.1:{port}");
        IPAddress[]? found = null;
        var looks = 0;
        await using var rig = await GatewayRig.StartAsync($"http://audio.test:{port}", builder => Find(builder, () =>
        {
            looks++;
            return found ?? throw new SocketException((int)SocketError.HostNotFound);
        }));
        using var early = await PostAsync(rig);
        Assert.Equal("audio_away", await GatewayRig.CodeAsync(early, HttpStatusCode.ServiceUnavailable));

        found = [IPAddress.Loopback];
        await Until.TrueAsync(async () =>
        {
            using var answer = await PostAsync(rig);
            return answer.IsSuccessStatusCode;
        });
        found = null;
        var seen = looks;
        await Until.TrueAsync(() => looks > seen + 2);

        Assert.Equal(["200000"], await SendAsync(rig, 1));
    }

    [Fact]
    public async Task An_instance_that_comes_later_is_used_then()
    {
        var port = FreePort.Next();
        await using var rig = await GatewayRig.StartAsync($"http://127.0.0.1:{port}");
        using var early = await PostAsync(rig);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);

        await using var audio = await FakeAudio.StartAsync($"http://127.0.0.1:{port}");

        Assert.Equal(["200000"], await SendAsync(rig, 1));
    }

    private static void Find(WebApplicationBuilder builder, Func<IPAddress[]> found)
    {
        builder.Configuration["Gateway:Refresh"] = "00:00:00.1";
        builder.Services.AddSingleton<AddressLookup>((host, _) =>
            host == "audio.test" ? Task.Run(found) : throw new SocketException((int)SocketError.HostNotFound));
    }

    // What was learned of an instance is not forgotten while a test runs.
    private static void Slowly(WebApplicationBuilder builder) =>
        builder.Configuration["Gateway:Refresh"] = "00:05:00";

    private static Task<HttpResponseMessage> PostAsync(GatewayRig rig) =>
        rig.Http.PostAsync("/api/audio/transcripts", new ByteArrayContent(new byte[200_000]), Cancel);

    private static async Task<string[]> SendAsync(GatewayRig rig, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            using var answer = await PostAsync(rig);
            return await answer.Content.ReadAsStringAsync(Cancel);
        }));
}
