using System.Net;
using Refit;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// What the Hub means by an answer that is none. One status has several meanings: its own code tells them apart.
/// </summary>
internal static class HubRefusal
{
    /// <summary>The Hub's word in <c>X-Error-Code</c>; null when there is none.</summary>
    public static string? CodeIn(IApiResponse answer) =>
        answer.Headers!.TryGetValues("X-Error-Code", out var codes) ? codes.FirstOrDefault() : null;

    public static HubException Of(IApiResponse answer, Uri hub) => (answer.StatusCode, CodeIn(answer)) switch
    {
        (_, "GatedRepo") => new(
            HubFault.Gated, $"{hub.Authority} gives its files to those alone who have agreed to its terms."),
        (_, "RepoNotFound" or "RevisionNotFound") or (HttpStatusCode.NotFound, _) =>
            new(HubFault.Unknown, $"{hub.Authority} knows no such repository, or it is a private one."),
        (HttpStatusCode.Unauthorized, _) => new(HubFault.BadToken, $"{hub.Authority} does not know this token."),
        (HttpStatusCode.Forbidden, _) => new(HubFault.Gated, $"{hub.Authority} refuses this token."),
        (HttpStatusCode.TooManyRequests, _) => Limited(answer, hub),
        (var status, _) when status >= HttpStatusCode.InternalServerError => Busy(answer, hub),
        (var status, _) => new(HubFault.Strange, $"{hub.Authority} answers with {(int?)status}.")
    };

    private static HubException Limited(IApiResponse answer, Uri hub) =>
        new(HubFault.RateLimited, Waiting(answer, hub)) { RetryAfter = Pause(answer) };

    private static string Waiting(IApiResponse answer, Uri hub) =>
        $"{hub.Authority} was asked too often" + (Pause(answer) is { } wait
            ? FormattableString.Invariant($"; it wants to be asked again in {wait.TotalSeconds:0} s.")
            : ".");

    private static HubException Busy(IApiResponse answer, Uri hub) =>
        new(HubFault.Busy, $"{hub.Authority} answers with {(int?)answer.StatusCode}.") { RetryAfter = Pause(answer) };

    private static TimeSpan? Pause(IApiResponse answer) => answer.Headers!.RetryAfter switch
    {
        { Delta: { } pause } => pause,
        { Date: { } date } when answer.Headers.Date is { } now && date > now => date - now,
        _ => null
    };
}
