namespace SparkControl.AudioProxy.Transcripts;

/// <summary>
/// Bounds how many recordings are looked at at once: each is a decoder for a moment, and twenty may come in one.
/// </summary>
internal sealed class LookGate : IDisposable
{
    private const int AtOnce = 4;

    private readonly SemaphoreSlim room = new(AtOnce);

    /// <summary>Looks when there is room for it.</summary>
    public async Task<T> EnterAsync<T>(Func<Task<T>> look, CancellationToken cancel)
    {
        await room.WaitAsync(cancel);
        try
        {
            return await look();
        }
        finally
        {
            room.Release();
        }
    }

    public void Dispose() => room.Dispose();
}
