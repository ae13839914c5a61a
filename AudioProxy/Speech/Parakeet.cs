using System.Net;
using System.Text.Json;
using Refit;
using SparkControl.AudioProxy.Transcripts;
using SparkControl.AudioProxy.Windows;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy.Speech;

/// <summary>Parakeet, and the diarizer beside it, where the settings of the moment say that they are.</summary>
internal sealed class Parakeet(StateMirror mirror, TranscriptTimes times, TimeProvider time) : IDisposable
{
    private const string Name = "parakeet", Format = "verbose_json", Granularity = "word";

    // Containers are changed seldom; each window would be sent twice.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private readonly HttpMessageHandler handler = new BoundedRefusals { InnerHandler = Ipv4.Handler() };
    private Server? known;

    /// <summary>The words of a WAV, in seconds from its beginning.</summary>
    /// <param name="open">Opens the WAV; it is read to its end and disposed of.</param>
    /// <param name="model">What it is called there.</param>
    /// <param name="language">Null lets the model find out.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="SpeechException">There are none to be had.</exception>
    public async Task<HeardText> TranscribeAsync(
        Func<WavStream> open, string model, string? language, CancellationToken cancel)
    {
        var api = Find().Api;
        var answer = await AskAsync(
            asking => api.TranscribeAsync(Part(open()), model, Format, Granularity, language, asking), cancel);
        return TranscriptReader.Read(answer) ?? throw Strange("a transcription");
    }

    /// <summary>Who speaks when in a WAV, and how each sounds where the server tells.</summary>
    /// <param name="open">Opens the WAV anew: it may have to be sent by another way.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="SpeechException">
    /// It is not to be had; <see cref="SpeechFault.Missing"/> without a diarizer.
    /// </exception>
    public async Task<Diarization> DiarizeAsync(Func<WavStream> open, CancellationToken cancel)
    {
        var server = Find();
        if (!server.IsOlder(time, Remembered))
        {
            try
            {
                return Read(await DiarizeChunkAsync(server, open, cancel));
            }
            catch (SpeechException older) when (older.Fault is SpeechFault.Missing)
            {
                server.NoChunksAt = time.GetTimestamp();
            }
        }

        return Read(await AskAsync(asking => server.Api.DiarizeAsync(Voices(open), asking), cancel));
    }

    /// <summary>Who speaks when in a WAV, in the server's own words.</summary>
    /// <exception cref="SpeechException">It is not to be had.</exception>
    public Task<JsonElement> DiarizeChunkAsync(Func<WavStream> open, CancellationToken cancel) =>
        DiarizeChunkAsync(Find(), open, cancel);

    public void Dispose() => handler.Dispose();

    // It is known in a moment where this process has just begun.
    private EffectiveSettings Settings => mirror.Value(States.Settings) ?? throw Unreachable("Nothing is set up yet.");

    private Uri Url => Settings.Services.FirstOrDefault(place => place.Name == Name) switch
    {
        { Disabled: true } => throw Unreachable("It is switched off in the settings.", Outage.Off),
        { BaseUrl: { } url } => new(url),
        _ => throw Unreachable("It is not known where it is: set up the Sparks, or parakeet_host.", Outage.Off)
    };

    private Server Find()
    {
        var url = Url;
        if (known is { } server && server.Url == url) return server;

        // Its own limit would end with the headers.
        var http = new HttpClient(handler, disposeHandler: false)
        {
            BaseAddress = url,
            Timeout = Timeout.InfiniteTimeSpan
        };
        return known = new(url, RestService.For<IParakeetApi>(http));
    }

    private Task<JsonElement> DiarizeChunkAsync(Server server, Func<WavStream> open, CancellationToken cancel) =>
        AskAsync(asking => server.Api.DiarizeChunkAsync(Voices(open), asking), cancel);

    private static Diarization Read(JsonElement answer) =>
        DiarizationReader.Read(answer) ?? throw Strange("a diarization");

    private static SpeechException Strange(string wanted) =>
        new(new SpeechFault.Failed($"It has answered with something that is not {wanted}."));

    private static StreamPart Part(WavStream wav) => new(wav, "window.wav", "audio/wav");

    private static StreamPart Voices(Func<WavStream> open) => Part(DiarizerLimit.Within(open()));

    private async Task<JsonElement> AskAsync(
        Func<CancellationToken, Task<ApiResponse<JsonElement>>> ask, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(times.SpeechSilent, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            using var answer = await ask(either.Token);
            either.Token.ThrowIfCancellationRequested();
            if (IsJson(answer)) return answer.Content.Clone();

            throw new SpeechException(FaultOf(answer));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            var minutes = times.SpeechSilent.TotalMinutes;
            throw Unreachable($"It has not answered within {minutes:0} minutes.", Outage.Silent);
        }
        catch (HttpRequestException broken)
        {
            throw Unreachable(broken.Message);
        }
    }

    private static bool IsJson(ApiResponse<JsonElement> answer) =>
        answer is { IsSuccessful: true, Content.ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) };

    private SpeechFault FaultOf(ApiResponse<JsonElement> answer)
    {
        if (!answer.IsReceived)
            return new SpeechFault.Unreachable(answer.Error?.InnerException?.Message ?? "It does not answer.");
        if (answer.IsSuccessStatusCode)
            return new SpeechFault.Failed("It has answered with something that is no JSON.");

        var (status, body) = (answer.StatusCode ?? HttpStatusCode.BadGateway, (answer.Error as ApiException)?.Content);
        return SpeechFault.Of(status, body ?? "", answer.Headers?.RetryAfter, time.GetUtcNow());
    }

    private static SpeechException Unreachable(string reason, Outage outage = Outage.Gone) =>
        new(new SpeechFault.Unreachable(reason, outage));

    private sealed record Server(Uri Url, IParakeetApi Api)
    {
        /// <summary>When it had no diarize-chunk; null when it has, or nobody has asked.</summary>
        public long? NoChunksAt { get; set; }

        public bool IsOlder(TimeProvider time, TimeSpan remembered) =>
            NoChunksAt is { } at && time.GetElapsedTime(at) < remembered;
    }
}
