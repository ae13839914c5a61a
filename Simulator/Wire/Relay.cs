using System.Text;

namespace SparkControl.Simulator.Wire;

#pragma warning disable CA1001 // A semaphore that nobody asks for its handle has none.
/// <summary>
/// What a tool prints on its way to the stand-in: pieces for stdout and stderr, each ended by NUL, and from
/// <see cref="OnlyOutAsync"/> on everything for stdout as it is, which a stand-in passes on much faster. The last piece
/// may be an exit status, where it was not known at the beginning.
/// </summary>
internal sealed class Relay(Stream wire)
{
    private readonly SemaphoreSlim _writing = new(1);
    private bool _isPlain;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> text, bool isError, CancellationToken cancel = default) =>
        WritePieceAsync(isError ? '2' : '1', text, cancel);

    public ValueTask WriteAsync(string text, bool isError) => WriteAsync(Encoding.UTF8.GetBytes(text), isError);

    /// <summary>The stand-in ends with this; nothing follows.</summary>
    public ValueTask ExitAsync(int code) => WritePieceAsync('x', Encoding.UTF8.GetBytes(
        code.ToString(System.Globalization.CultureInfo.InvariantCulture)), default);

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

    private async ValueTask WritePieceAsync(char sign, ReadOnlyMemory<byte> text, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            if (_isPlain) await wire.WriteAsync(text, cancel);
            else await wire.WriteAsync((byte[])[(byte)sign, .. text.Span, 0], cancel);
        }
        finally
        {
            _writing.Release();
        }
    }
}
