using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;
using Yarp.ReverseProxy.Forwarder;

namespace SparkControl.ControlApi.Gateway;

/// <summary>What a client hears when its request could not be forwarded.</summary>
internal static class GatewayProblems
{
    private const int RetryAfterSeconds = 5;

    /// <summary>Null when it was, or when nobody would hear of it any more.</summary>
    public static ProblemHttpResult? Of(HttpContext context)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return null;

        var failed = context.Features.Get<IForwarderErrorFeature>();
        return failed?.Error switch
        {
            null or ForwarderError.None => null,
            ForwarderError.NoAvailableDestinations => Away(),
            _ when Reach.Failed(failed) => Away(),
            ForwarderError.RequestBodyClient when IsTooLarge(context) =>
                UploadLimit.TooLarge(Gib(context)),
            ForwarderError.RequestBodyClient => Problems.Problem(
                "upload_broke_off", StatusCodes.Status400BadRequest, "The request did not arrive whole",
                "Send it again."),
            ForwarderError.RequestTimedOut => Problems.Problem(
                "audio_silent", StatusCodes.Status504GatewayTimeout, "AudioProxy does not answer",
                "It took the request and has said nothing since. Ask for the job by its id, or send it again."),
            _ => Problems.Problem(
                "audio_broke_off", StatusCodes.Status502BadGateway, "AudioProxy broke the request off",
                "It has ended or was restarted. Send the same request again: what was transcribed of a recording is "
                + "kept for twelve hours.")
        };
    }

    /// <summary>Refuses the request in the shape that its sender expects.</summary>
    public static Task WriteAsync(HttpContext context, ProblemHttpResult problem)
    {
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return problem.WriteAsync(context);
    }

    private static ProblemHttpResult Away() => Problems.Problem(
        "audio_away", StatusCodes.Status503ServiceUnavailable, "No AudioProxy answers",
        "Speech goes through the service AudioProxy. See that it runs, and that AUDIO_PROXY_URLS of ControlApi says "
        + "where it is.");

    private static bool IsTooLarge(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge;

    private static int Gib(HttpContext context) =>
        context.RequestServices.GetRequiredService<SettingsStore>().Current.Transcripts.UploadLimitGib;
}
