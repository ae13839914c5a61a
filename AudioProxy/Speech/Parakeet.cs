using System.Net;
using System.Text.Json;
using Refit;
using SparkControl.AudioProxy.Windows;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy.Speech;

/// <summary>Parakeet, and the diarizer beside it, where the settings of the moment say that they are.</summary>
internal sealed class Parakeet(StateMirror mirror, TimeProvider time) : IDisposable
{
    private const string Name = "parakeet", Format = "verbose_json", Granularity = "word";

    // The longest window at a tenth of its length, behind another client's: what takes longer has stopped.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly HttpMessageHandler handler = new BoundedRefusals { InnerHandler = Ipv4.Handler() };
    private Server? known;

    /// <summary>The words of a WAV, in seconds from its beginning.</summary>
    /// <param name="open">Opens the WAV; it is read to its end and disposed of.</param>
    /// <param name="language">Null lets the model find out.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="SpeechException">There are none to be had.</exception>
    public async Task<HeardText> TranscribeAsync(
        Func<WavStream> open, string? language, CancellationToken cancel)
    {
        var (api, model) = (Find(), Settings.Transcripts.TranscriptionModel);
        var answer = await AskAsync(
            () => api.TranscribeAsync(Part(open()), model, Format, Granularity, language, cancel), cancel);
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
        var api = Find();
        try
        {
            return Read(await AskAsync(() => api.DiarizeChunkAsync(Part(open()), cancel), cancel));
        }
        catch (SpeechException older) when (older.Fault is SpeechFault.Missing)
        {
            return Read(await AskAsync(() => api.DiarizeAsync(Part(open()), cancel), cancel));
        }
    }

    /// <summary>Who speaks when in a WAV, in the server's own words.</summary>
    /// <exception cref="SpeechException">It is not to be had.</exception>
    public Task<JsonElement> DiarizeChunkAsync(Func<WavStream> open, CancellationToken cancel)
    {
        var api = Find();
        return AskAsync(() => api.DiarizeChunkAsync(Part(open()), cancel), cancel);
    }

    public void Dispose() => handler.Dispose();

    private EffectiveSettings Settings => mirror.Value(States.Settings) ?? throw Unreachable("Nothing is set up yet.");

    private Uri Url => Settings.Services.FirstOrDefault(place => place.Name == Name) switch
    {
        { Disabled: true } => throw Unreachable("It is switched off in the settings."),
        { BaseUrl: { } url } => new(url),
        _ => throw Unreachable("It is not known where it is: set up the Sparks, or parakeet_host.")
    };

    private IParakeetApi Find()
    {
        var url = Url;
        if (known is { } server && server.Url == url) return server.Api;

        var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = url, Timeout = Patience };
        known = new(url, RestService.For<IParakeetApi>(http));
        return known.Api;
    }

    private static Diarization Read(JsonElement answer) =>
        DiarizationReader.Read(answer) ?? throw Strange("a diarization");

    private static SpeechException Strange(string wanted) =>
        new(new SpeechFault.Failed($"It has answered with something that is not {wanted}."));

    private static StreamPart Part(WavStream wav) => new(wav, "window.wav", "audio/wav");

    private async Task<JsonElement> AskAsync(Func<Task<ApiResponse<JsonElement>>> ask, CancellationToken cancel)
    {
        try
        {
            using var answer = await ask();
            cancel.ThrowIfCancellationRequested();
            if (answer is { IsSuccessful: true, Content.ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) })
                return answer.Content.Clone();

            throw new SpeechException(FaultOf(answer));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Unreachable($"It has not answered within {Patience.TotalMinutes:0} minutes.");
        }
        catch (HttpRequestException broken)
        {
            throw Unreachable(broken.Message);
        }
    }

    private SpeechFault FaultOf(ApiResponse<JsonElement> answer)
    {
        if (!answer.IsReceived)
            return new SpeechFault.Unreachable(answer.Error?.InnerException?.Message ?? "It does not answer.");
        if (answer.IsSuccessStatusCode)
            return new SpeechFault.Failed("It has answered with something that is no JSON.");

        var (status, body) = (answer.StatusCode ?? HttpStatusCode.BadGateway, (answer.Error as ApiException)?.Content);
        return SpeechFault.Of(status, body ?? "", answer.Headers?.RetryAfter, time.GetUtcNow());
    }

    private static SpeechException Unreachable(string reason) => new(new SpeechFault.Unreachable(reason));

    private sealed record Server(Uri Url, IParakeetApi Api);
}
