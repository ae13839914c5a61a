using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>A Redis that is away while a transcript runs, and an instance that is gone.</summary>
public sealed class TranscriptOutageTests(RedisFixture server) : TranscriptTest(server), IClassFixture<RedisFixture>
{
    [Fact]
    public Task What_is_written_while_Redis_stands_still_for_thirty_seconds_comes_in_order_afterwards() =>
        OutliveAsync(server.Freeze, () =>
        {
            server.Thaw();
            return Task.CompletedTask;
        }, TimeSpan.FromSeconds(30));

    [Fact]
    public Task What_is_written_while_Redis_is_killed_comes_in_order_when_it_is_back_with_its_data() =>
        OutliveAsync(() => server.KillAsync().Wait(Cancel), server.StartAsync, TimeSpan.FromSeconds(14));

    [Fact]
    public async Task A_transcript_is_lost_when_Redis_is_away_for_longer_than_its_patience()
    {
        var times = Short with { Patience = TimeSpan.FromSeconds(1) };
        var owned = await CreateAsync(await InstanceAsync(times));

        await server.KillAsync();
        try
        {
            owned.Add([1]);
            Assert.False(await owned.EndAsync(TranscriptPhase.Done, null, Cancel).WaitAsync(Patience, Cancel));
        }
        finally
        {
            await server.StartAsync();
        }
    }

    [Fact]
    public async Task A_transcript_whose_instance_is_killed_is_interrupted_fifteen_seconds_after_its_last_sign()
    {
        var (one, other) = (await InstanceAsync(new()), await InstanceAsync(new()));
        using var sweep = new Interrupted(other.Store, new(), TimeProvider.System, NullLogger<Interrupted>.Instance);
        await sweep.StartAsync(Cancel);
        await CreateAsync(one);

        var start = Stopwatch.GetTimestamp();
        await one.Link.DisposeAsync();
        await Until.TrueAsync(async () => (await StateAsync(other)).Problem?.Code == "interrupted");

        TestContext.Current.TestOutputHelper?.WriteLine($"After {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 15, 35);
        await sweep.StopAsync(Cancel);
    }

    private async Task OutliveAsync(Action begin, Func<Task> end, TimeSpan outage)
    {
        var (writer, reader) = (await InstanceAsync(new()), await InstanceAsync(new()));
        using var sweep = new Interrupted(reader.Store, new(), TimeProvider.System, NullLogger<Interrupted>.Instance);
        await sweep.StartAsync(Cancel);
        var owned = await CreateAsync(writer);
        owned.Add(Enumerable.Range(0, 100));
        var following = reader.FollowAsync("t-1", 0, Cancel);
        await Until.TrueAsync(async () => (await StateAsync(reader)).SegmentsCount == 100);

        begin();
        owned.Add(Enumerable.Range(100, 500));
        owned.Update(state => state with { TranscribedSeconds = 600 });
        await Task.Delay(outage, Cancel);
        owned.Add(Enumerable.Range(600, 400));
        await end();

        Assert.True(await owned.EndAsync(TranscriptPhase.Done, null, Cancel).WaitAsync(Patience, Cancel));
        var (parts, last) = await following.WaitAsync(Patience, Cancel);
        Assert.Equal(Enumerable.Range(0, 1000), parts);
        Assert.Equal((TranscriptEventKind.Done, 600), (last!.Kind, last.State.TranscribedSeconds));
        await sweep.StopAsync(Cancel);
    }
}
