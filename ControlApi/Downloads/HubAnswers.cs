using System.Net;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// Reads answers whole, up to a limit, and follows redirects on the server that was asked: a renamed repository and
/// small files are answered by one. The token is for that server alone.
/// </summary>
internal sealed class HubAnswers : DelegatingHandler
{
    private const long Limit = 32 * 1024 * 1024;
    private const int Hops = 5;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var hop = 0; ; hop++)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (hop == Hops || Next(request, answer) is not { } next)
            {
                await answer.Content.LoadIntoBufferAsync(Limit, cancellationToken);
                return answer;
            }

            answer.Dispose();
            request = next;
        }
    }

    private static HttpRequestMessage? Next(HttpRequestMessage request, HttpResponseMessage answer)
    {
        var moves = answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        if (!moves || answer.Headers.Location is not { } place) return null;

        var target = new Uri(request.RequestUri!, place);
        if (target.GetLeftPart(UriPartial.Authority) != request.RequestUri!.GetLeftPart(UriPartial.Authority))
            return null;

        var next = new HttpRequestMessage(request.Method, target);
        foreach (var (name, values) in request.Headers) next.Headers.TryAddWithoutValidation(name, values);
        return next;
    }
}
