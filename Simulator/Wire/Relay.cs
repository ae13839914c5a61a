using System.Globalization;
using System.Text;

namespace SparkControl.Simulator.Wire;

#pragma warning disable CA1001 // A semaphore that nobody asks for its handle has none.
/// <summary>
/// What a tool prints on its way to the stand-in: pieces for stdout and stderr, each ended by NUL, and from
/// <see cref="OnlyOutAsync"/> on everything for stdout as it is, which a stand-in passes on much faster.
/// </summary>
internal sealed class Relay(Stream wire)
{
    private readonly SemaphoreSlim _writing = new(1);
    private bool _isPlain;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> text, bool isError, CancellationToken cancel = default)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            if (_isPlain) await wire.WriteAsync(text, cancel);
            else await wire.WriteAsync((byte[])[(byte)(isError ? '2' : '1'), .. text.Span, 0], cancel);
        }
        finally
        {
            _writing.Release();
        }
    }

    public ValueTask WriteAsync(string text, bool isError) => WriteAsync(Encoding.UTF8.GetBytes(text), isError);

    /// <summary>The command ends like this and not as was said when it began.</summary>
    public async Task FailAsync(int exit)
    {
        await _writing.WaitAsync();
        try
        {
            await wire.WriteAsync(Encoding.UTF8.GetBytes($"!{exit.ToString(CultureInfo.InvariantCulture)}\0"));
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task OnlyOutAsync()
    {
        await _writing.WaitAsync();
        try
        {
            await wire.WriteAsync("=\0"u8.ToArray());
            _isPlain = true;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Nobody hears it, as with every line from here on.
        }
        finally
        {
            _writing.Release();
        }
    }
}
