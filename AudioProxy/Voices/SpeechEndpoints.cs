using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using SparkControl.AudioProxy.Decoding;
using SparkControl.ServiceDefaults;

namespace SparkControl.AudioProxy.Voices;

/// <summary>A voice that a text can be spoken with.</summary>
/// <param name="Id">Its full name.</param>
/// <param name="Name">The same without the model.</param>
/// <param name="Language">As in <c>en-US</c>; null when its name does not tell.</param>
public sealed record VoiceView(string Id, string Name, string? Language);

/// <summary>The voices of Magpie.</summary>
/// <param name="Voices">One for each.</param>
public sealed record VoicesView(IReadOnlyList<VoiceView> Voices);

internal static class SpeechEndpoints
{
    private const int LongestBody = 256 * 1024, RetryAfterSeconds = 15;

    public static IServiceCollection AddVoices(this IServiceCollection services) => services
        .AddSingleton<Magpie>()
        .AddSingleton(provider => new Speaker(
            provider.GetRequiredService<Magpie>(),
            Ffmpeg.Find(provider.GetRequiredService<IOptions<DecodingOptions>>().Value.Ffmpeg),
            provider.GetRequiredService<ILogger<Speaker>>()));

    public static IEndpointRouteBuilder MapVoices(this IEndpointRouteBuilder routes)
    {
        var audio = routes.MapGroup("/v1/audio").WithTags("OpenAI").AnswerLikeOpenAi();
        audio.MapPost("/speech", SayAsync).WithMetadata(new RequestSizeLimitAttribute(LongestBody));
        audio.MapGet("/voices", VoicesAsync);
        return routes;
    }

    /// <summary>
    /// Speak a text: OpenAI's request, said by Magpie. The answer is the audio as it is made, mp3 unless the request
    /// says otherwise; without ffmpeg there is wav and pcm only, and wav where nothing is asked for. The language is
    /// that of the voice. 503 with Retry-After while Magpie loads or does not answer.
    /// </summary>
    internal static async Task<Results<EmptyHttpResult, ProblemHttpResult>> SayAsync(
        SpeechRequest request, HttpContext context, Magpie magpie, Speaker speaker)
    {
        if (SpeechRules.Refuse(request) is { } bad) return bad;

        var voices = await magpie.VoicesAsync(context.RequestAborted);
        if (voices.Problem is { } unknown) return Refuse(context, unknown);
        if (MagpieVoice.Find(request.Voice, voices.Names) is not { } voice)
            return SpeechProblems.NoVoice(request.Voice!, voices.Names);

        var order = new SpeechOrder(
            SpokenText.Pieces(request.Input), voice, speaker.Format(request.ResponseFormat), request.Speed ?? 1,
            request.StreamFormat == "sse");
        return await speaker.SayAsync(order, context) is { } problem ? Refuse(context, problem) : TypedResults.Empty;
    }

    /// <summary>The voices that <c>/v1/audio/speech</c> can be asked for.</summary>
    internal static async Task<Results<Ok<VoicesView>, ProblemHttpResult>> VoicesAsync(
        HttpContext context, Magpie magpie)
    {
        var voices = await magpie.VoicesAsync(context.RequestAborted);
        return voices.Problem is { } problem
            ? Refuse(context, problem)
            : TypedResults.Ok(new VoicesView([.. voices.Names.Select(name => new MagpieVoice(name).View)]));
    }

    private static ProblemHttpResult Refuse(HttpContext context, ProblemHttpResult problem)
    {
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return problem;
    }
}
