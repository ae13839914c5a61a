using SparkControl.Contracts;
using SparkControl.HealthMonitor.Containers;
using SparkControl.ServiceDefaults;

namespace SparkControl.HealthMonitor.Probes;

/// <summary>Asks a service of the owner's: any 2xx is good. Its body is not read.</summary>
internal sealed class CustomProbe(string name, Uri url, TimeProvider time) : IServiceProbe
{
    private readonly HttpClient http = new(Ipv4.Handler(), disposeHandler: true);

    public async Task<ProbeAnswer> LookAsync(Surroundings around, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ProbeHttp.Limit);
        var asked = time.GetTimestamp();
        try
        {
            using var answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return answer.IsSuccessStatusCode
                ? new(ProbeOutcome.Answered, $"{name} answers on {url.Authority}.")
                {
                    LatencyMs = time.GetElapsedTime(asked).TotalMilliseconds
                }
                : ProbeHttp.Refusal(url.Authority, url.AbsolutePath, (int)answer.StatusCode);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return ProbeHttp.Silent(url.Authority);
        }
        catch (HttpRequestException failure)
        {
            return ProbeHttp.Failed(failure, name, url.Authority);
        }
    }

    public Judgement Judge(ProbeAnswer answer, Surroundings around) => ContainerVerdict.Of(answer, around);

    public bool IsPlanned(Surroundings around, ServiceVerdict verdict) => ContainerVerdict.IsPlanned(around, verdict);

    public void Forget()
    {
        // Nothing is remembered.
    }

    public void Dispose() => http.Dispose();
}
