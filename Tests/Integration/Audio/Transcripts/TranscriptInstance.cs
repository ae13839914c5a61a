using SparkControl.AudioProxy.Transcripts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>An instance of the service as far as stored transcripts go.</summary>
internal sealed class TranscriptInstance
{
    private TranscriptInstance(RedisLink link, TranscriptTimes times, TimeProvider time)
    {
        (Link, News) = (link, new(link, link.Channels.Transcripts));
        Store = new(link, News, InstanceName.For("audio-proxy"), times, time);
        Feed = new(Store, News, time);
    }

    public RedisLink Link { get; }

    public ChannelNews News { get; }

    public TranscriptStore Store { get; }

    public TranscriptFeed Feed { get; }

    public static async Task<TranscriptInstance> StartAsync(RedisLink link, TranscriptTimes times, TimeProvider time)
    {
        var instance = new TranscriptInstance(link, times, time);
        await instance.News.StartAsync(CancellationToken.None);
        return instance;
    }

    /// <summary>Numbers that were told as parts, from an index on, and how it ended.</summary>
    public async Task<(List<int> Parts, TranscriptEvent? Last)> FollowAsync(
        string id, long from, CancellationToken cancel, int atMost = int.MaxValue)
    {
        var (parts, last) = (new List<int>(), (TranscriptEvent?)null);
        await foreach (var told in Feed.FollowAsync(id, from, cancel))
        {
            last = told;
            parts.AddRange(told.Parts.Select(int.Parse));
            if (parts.Count >= atMost) break;
        }

        return (parts, last);
    }
}
