using SparkControl.AudioProxy.Transcripts;
using SparkControl.Tests.Integration.Redis;

namespace SparkControl.Tests.Integration.Audio.Transcripts;

/// <summary>A test of stored transcripts. Parts are numbers, so that a lost or doubled one is seen.</summary>
public abstract class TranscriptTest(IRedisServer server) : RedisTest(server)
{
    private readonly List<OwnedTranscript> owned = [];
    private int made;

    /// <summary>Nothing waits between two writes.</summary>
    internal static TranscriptTimes Quick { get; } = new() { Pace = TimeSpan.Zero };

    /// <summary>For a test that waits until something has run out.</summary>
    internal static TranscriptTimes Short { get; } = Quick with
    {
        OwnerLives = TimeSpan.FromSeconds(1),
        Renews = TimeSpan.FromSeconds(0.3),
        Ownerless = TimeSpan.FromSeconds(1)
    };

    public override async ValueTask DisposeAsync()
    {
        foreach (var transcript in owned) await transcript.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<TranscriptInstance> InstanceAsync(TranscriptTimes? times = null, TimeProvider? time = null) =>
        await TranscriptInstance.StartAsync(await LinkAsync(), times ?? Quick, time ?? TimeProvider.System);

    internal async Task<OwnedTranscript> CreateAsync(TranscriptInstance instance, string id = "t-1", bool isJob = true)
    {
        var state = new TranscriptState
        {
            Id = id,
            Phase = TranscriptPhase.Queued,
            FileName = "talk.m4a",
            IsJob = isJob,
            CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(made++)
        };
        var transcript = await instance.Store.CreateAsync(state);
        owned.Add(transcript);
        return transcript;
    }

    internal static async Task<TranscriptState> StateAsync(TranscriptInstance instance, string id = "t-1") =>
        (await instance.Store.ReadAsync(id, 0, 1))!.State;
}
