using Microsoft.AspNetCore.Http.HttpResults;
using Refit;
using SparkControl.AudioProxy.Speech;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy.Voices;

/// <summary>Magpie where the settings of the moment say that it is.</summary>
internal sealed class Magpie(StateMirror mirror, TimeProvider time) : IDisposable
{
    private const string Name = "magpie", Encoding = "LINEAR_PCM", UsualLanguage = "en-US";

    // A piece is 20 s of speech at most, and others may be before it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HttpMessageHandler handler = new BoundedRefusals { InnerHandler = Ipv4.Handler() };
    private Server? known;

    /// <summary>Says a piece of an order.</summary>
    public async Task<Spoken> SayAsync(SpeechOrder order, string piece, CancellationToken cancel)
    {
        if (Refuse() is { } refusal) return Spoken.Not(refusal);

        var server = Find();
        var (voice, language) = (order.Voice.Name, order.Voice.Language ?? UsualLanguage);
        var answer = await AskAsync(
            () => server.Api.SynthesizeAsync(piece, language, voice, Encoding, order.Format.Rate, cancel), cancel);
        if (answer is null) return Spoken.Not(SpeechProblems.Unreachable(server.Address));
        if (answer is { IsSuccessful: true, Content: { } wav })
            return await Spoken.ReadAsync(answer, wav, time, cancel);


        using (answer) return Spoken.Not(MagpieFaults.Of(answer, server.Address));
    }

    /// <summary>Its voices: as HealthMonitor has heard of them, or else as it tells now.</summary>
    public async Task<VoiceList> VoicesAsync(CancellationToken cancel)
    {
        if (Refuse() is { } refusal) return new([], refusal);
        if (mirror.Value(States.Service(Name))?.Voices is { Count: > 0 } heard) return new(heard);

        var server = Find();
        using var answer = await AskAsync(() => server.Api.VoicesAsync(cancel), cancel);
        return answer is null ? new([], SpeechProblems.Unreachable(server.Address))
            : answer.IsSuccessful && VoiceList.Read(answer.Content) is { Count: > 0 } told ? new(told)
            : new([], MagpieFaults.Of(answer, server.Address));
    }

    public void Dispose() => handler.Dispose();

    private ServicePlace? Place => mirror.Value(States.Settings)?.Services.FirstOrDefault(place => place.Name == Name);

    private ProblemHttpResult? Refuse() => Place switch
    {
        null or { BaseUrl: null } => SpeechProblems.NotSetUp(),
        { Disabled: true } => SpeechProblems.SwitchedOff(),
        _ => null
    };

    private Server Find()
    {
        var url = new Uri(Place!.BaseUrl!);
        if (known is { } server && server.Url == url) return server;

        var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = url, Timeout = Patience };
        return known = new(url, RestService.For<IMagpieApi>(http));
    }

    // Null when it has said nothing in time.
    private static async Task<T?> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancel)
        where T : class, IApiResponse
    {
        try
        {
            var answer = await ask();
            cancel.ThrowIfCancellationRequested();
            return answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record Server(Uri Url, IMagpieApi Api)
    {
        public string Address => Url.Authority;
    }
}
