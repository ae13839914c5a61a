using SparkControl.AudioProxy.Uploads;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>Takes the recording of a request, within the limit of the settings.</summary>
internal sealed class RecordingReader(UploadReader uploads, RedisLink redis, StateMirror mirror)
{
    /// <exception cref="Decoding.AudioException">It cannot be used.</exception>
    /// <exception cref="TranscriptFailure">Redis is away: two GiB need not come first.</exception>
    /// <exception cref="RefusedField">By <paramref name="check"/>.</exception>
    /// <param name="context">The request.</param>
    /// <param name="check">Told name and value of each field when it comes, before what is behind it is read.</param>
    public Task<Upload> ReadAsync(HttpContext context, Action<string, string>? check = null)
    {
        if (!redis.IsConnected) throw new TranscriptFailure(RedisAway);

        var limit = (mirror.Value(States.Settings)?.Transcripts ?? new()).UploadLimitBytes;
        return uploads.ReadAsync(context.Request, limit, context.RequestAborted, check);
    }

    private static TranscriptProblem RedisAway { get; } = new(
        "redis_away", "The panel's memory does not answer",
        "Redis cannot be reached, so no transcript can be begun. Send the recording again in a few seconds.",
        StatusCodes.Status503ServiceUnavailable, 5);
}
