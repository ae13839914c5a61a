using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace SparkControl.ControlApi.Reservations;

internal static class RetryAfter
{
    /// <summary>Says in Retry-After too for how long a reservation stands in the way.</summary>
    public static RouteHandlerBuilder SaysWhen(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter(async (context, next) =>
        {
            var answer = await next(context);
            var result = answer is INestedHttpResult nested ? nested.Result : answer;
            if (result is ProblemHttpResult { ProblemDetails.Extensions: var members }
                && members.TryGetValue(ReservationProblems.Seconds, out var left) && left is long seconds)
            {
                context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            return answer;
        });
}
