using System.Collections.Concurrent;
using SparkControl.AudioProxy.Lanes;
using SparkControl.AudioProxy.Uploads;
using SparkControl.AudioProxy.Windows;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.AudioProxy.Transcripts;

/// <summary>A transcript that is being made here.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Ended">Ends with it, however that is.</param>
internal sealed record BegunTranscript(string Id, Task<TranscriptState> Ended);

/// <summary>The recordings that this instance works on. A service that ends interrupts them, and says so.</summary>
internal sealed partial class TranscriptRuns(RunParts parts, StateMirror mirror, IHostApplicationLifetime life)
    : IHostedService
{
    private static readonly TimeSpan Meeting = TimeSpan.FromHours(1);

    // The server waits for its requests, and these for their runs: a run that is to end must not wait for the server.
    private readonly CancellationToken stopping = life.ApplicationStopping;
    private readonly ConcurrentDictionary<string, Task> works = new();

    /// <summary>Begins a transcript. The upload is the run's from now on, also where this fails.</summary>
    /// <param name="upload">The recording.</param>
    /// <param name="order">What is wanted of it.</param>
    /// <param name="left">Cancels it; never for a job.</param>
    /// <exception cref="Decoding.AudioException">It cannot be heard; nothing was begun.</exception>
    /// <exception cref="TranscriptFailure">This process ends; nothing was begun.</exception>
    /// <exception cref="StackExchange.Redis.RedisException">Redis is away; nothing was begun.</exception>
    public async Task<BegunTranscript> BeginAsync(Upload upload, TranscriptOrder order, CancellationToken left)
    {
        var settings = mirror.Value(States.Settings)?.Transcripts ?? new();
        var plan = WindowPlan.Of(settings.WindowMinutes);
        FirstLook look;
        OwnedTranscript transcript;
        try
        {
            look = await LookAsync(upload, plan, left);
            transcript = await parts.Store.CreateAsync(
                Begin(upload, order, settings) with { Duration = look.Duration });
        }
        catch
        {
            upload.Dispose();
            throw;
        }

        var hash = new WindowHash(upload.Sha256, order, plan, settings);
        var context = new RunContext(parts, transcript, order, settings, hash);
        var work = WorkAsync(transcript, new(context, upload, plan, PlacesFor(look)), left);
        works[transcript.State.Id] = work;
        _ = ForgetAsync(transcript.State.Id, work);
        return new(transcript.State.Id, work);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What has failed is in the log; what is not written in time is found to be interrupted.
    public async Task StopAsync(CancellationToken cancellationToken) => await Task.WhenAll(works.Values)
        .WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<FirstLook> LookAsync(Upload upload, WindowPlan plan, CancellationToken left)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(left, stopping);
        try
        {
            return await parts.Looks.EnterAsync(
                () => FirstLook.AtAsync(upload, plan, parts.Sources, parts.Time, either.Token), either.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new TranscriptFailure(TranscriptProblem.Interrupted);
        }
    }

    private Lane? PlacesFor(FirstLook look) => look switch
    {
        { IsShort: true } => null,
        { Duration: { } seconds } when seconds <= Meeting.TotalSeconds => parts.Lanes.Meetings,
        _ => parts.Lanes.Recordings
    };

    private async Task<TranscriptState> WorkAsync(OwnedTranscript transcript, TranscriptRun run, CancellationToken left)
    {
        await using (transcript)
        {
            await run.WorkAsync(left, stopping);
        }

        return transcript.State;
    }

    // A job has nobody who waits for it: what kept its end from being written would be told to no one.
    private async Task ForgetAsync(string id, Task work)
    {
        try
        {
            await work;
        }
        catch (Exception failure)
        {
            HasNoEnd(parts.Logger, id, failure);
        }

        works.TryRemove(id, out _);
    }

    private TranscriptState Begin(Upload upload, TranscriptOrder order, TranscriptSettings settings) => new()
    {
        Id = $"t-{Guid.NewGuid():N}",
        Phase = TranscriptPhase.Queued,
        FileName = upload.FileName,
        SizeBytes = upload.Size,
        IsJob = order.IsJob,
        DiarizedSeconds = order.HasSpeakers ? 0 : null,
        CreatedAt = parts.Time.GetUtcNow(),
        Models = new(settings.TranscriptionModel, null)
    };

    [LoggerMessage(LogLevel.Error, "The end of transcript {Id} could not be written")]
    private static partial void HasNoEnd(ILogger logger, string id, Exception failure);
}
