namespace SparkControl.AudioProxy.Speech;

/// <summary>Reads an answer that is no good one up to a limit: its words are told on.</summary>
internal sealed class BoundedRefusals : DelegatingHandler
{
    private const long Limit = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.IsSuccessStatusCode) return answer;

        try
        {
            await answer.Content.LoadIntoBufferAsync(Limit, cancellationToken);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
