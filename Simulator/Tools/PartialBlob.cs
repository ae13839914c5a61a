using SparkControl.Simulator.Hub;

namespace SparkControl.Simulator.Tools;

/// <summary>A blob that is being fetched, under its name while it is not complete.</summary>
internal sealed class PartialBlob : IDisposable
{
    // How far xet is ahead somewhere while what comes first is not there yet.
    private const long Ahead = 256 << 10;

    private readonly string _blob, _path;
    private readonly bool _hasXet;
    private readonly FileStream _file;
    private readonly Stream _bytes;

    /// <param name="file">What is fetched.</param>
    /// <param name="blob">Its path when it is complete.</param>
    /// <param name="order">By which version it comes, and whether by xet.</param>
    public PartialBlob(ModelFile file, string blob, DownloadOrder order)
    {
        (File, _blob, _hasXet) = (file, blob, file.IsLarge && order.HasXet);
        _path = order.Resumes ? $"{blob}.incomplete" : $"{blob}.{Guid.NewGuid().ToString("N")[..8]}.incomplete";
        _file = new(_path, _hasXet ? FileMode.Create : FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 1);
        if (_file.Length > file.Size) _file.SetLength(0);
        _file.Seek(0, SeekOrigin.End);
        _bytes = file.Open();
    }

    public ModelFile File { get; }

    public long Missing => File.Size - _file.Position;

    /// <summary>Takes so many bytes more.</summary>
    public void Append(long count)
    {
        if (File.IsSparse)
        {
            _file.SetLength(_file.Position + count);
            _file.Seek(0, SeekOrigin.End);
            return;
        }

        var buffer = new byte[(int)Math.Min(count, 1 << 16)];
        for (_bytes.Position = _file.Position; count > 0;)
        {
            var read = _bytes.Read(buffer.AsSpan(0, (int)Math.Min(count, buffer.Length)));
            _file.Write(buffer.AsSpan(0, read));
            count -= read;
        }

        // The file is longer than what was written of it without a gap.
        var length = Math.Min(File.Size, _file.Position + Ahead);
        if (_hasXet && _file.Length < length) _file.SetLength(length);
    }

    /// <summary>It has its own name from now on.</summary>
    /// <param name="isShort">Only half of it came, and nobody has noticed.</param>
    public void Complete(bool isShort)
    {
        if (isShort) _file.SetLength(File.Size / 2);
        _file.Dispose();
        System.IO.File.Move(_path, _blob, overwrite: true);
    }

    /// <summary>Nobody would go on with it.</summary>
    public void Remove() => System.IO.File.Delete(_path);

    public void Dispose()
    {
        _file.Dispose();
        _bytes.Dispose();
    }
}
