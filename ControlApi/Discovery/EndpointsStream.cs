using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace SparkControl.ControlApi.Discovery;

/// <summary>The answer of <c>/api/endpoints</c> for one client that waits for it to change.</summary>
internal sealed class EndpointsStream(EndpointsCache endpoints, TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<SseItem<string>> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var wake = new SemaphoreSlim(0, 1);
        void Wake() => WakeUp(wake);

        endpoints.Moved += Wake;
        try
        {
            var (told, sent) = ("", time.GetTimestamp());
            while (!cancel.IsCancellationRequested)
            {
                var document = endpoints.Now();
                var isQuiet = time.GetElapsedTime(sent) >= Quiet;
                if (document.Tag != told) yield return new(Encoding.UTF8.GetString(document.Json), "endpoints");
                else if (isQuiet) yield return new("{}", "ping");

                if (document.Tag != told || isQuiet) sent = time.GetTimestamp();
                told = document.Tag;
                // Until something is due: the next sign of life, or what becomes of the answer when it is too old.
                await wake.WaitAsync(document.HoldsFor(Quiet - time.GetElapsedTime(sent), time), cancel);
            }
        }
        finally
        {
            endpoints.Moved -= Wake;
        }
    }

    private static void WakeUp(SemaphoreSlim wake)
    {
        try
        {
            if (wake.CurrentCount == 0) wake.Release();
        }
        catch (Exception late) when (late is ObjectDisposedException or SemaphoreFullException)
        {
            // The client has left, or another change has woken it just now.
        }
    }
}
