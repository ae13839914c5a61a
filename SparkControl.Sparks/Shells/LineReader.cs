using System.Text;

namespace SparkControl.Sparks;

/// <summary>Lines of a small stream as soon as they are whole.</summary>
internal sealed class LineReader(Stream stream)
{
    private readonly byte[] buffer = new byte[4096];
    private string pending = "";

    /// <summary>Null at the end of the stream.</summary>
    public async Task<string?> NextAsync(CancellationToken cancel)
    {
        int end;
        while ((end = pending.IndexOf('\n', StringComparison.Ordinal)) < 0)
        {
            if (await stream.ReadAsync(buffer, cancel) is not (> 0 and var read)) return null;

            pending += Encoding.UTF8.GetString(buffer, 0, read);
        }

        var line = pending[..end];
        pending = pending[(end + 1)..];
        return line;
    }
}
