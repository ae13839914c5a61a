namespace SparkControl.HealthMonitor.Probes;

/// <summary>
/// Reads answers whole, up to a limit. Refit asks for the headers first, and what it reads after them no limit of the
/// client holds for.
/// </summary>
internal sealed class BoundedAnswers(long limit) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        try
        {
            await answer.Content.LoadIntoBufferAsync(limit, cancellationToken);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
