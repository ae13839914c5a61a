using SparkControl.Simulator.Hub;

namespace SparkControl.Simulator.Tools;

/// <summary>A blob that is being fetched, under its name while it is not complete.</summary>
internal sealed class PartialBlob : IDisposable
{
    private readonly string _blob;
    private readonly FileStream _file;
    private readonly Stream _bytes;

    /// <param name="file">What is fetched.</param>
    /// <param name="blob">Its path when it is complete.</param>
    /// <param name="goesOn">From where it stands; otherwise from the first byte.</param>
    public PartialBlob(ModelFile file, string blob, bool goesOn)
    {
        (File, _blob) = (file, blob);
        _file = new(Path, goesOn ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 1);
        if (_file.Length > file.Size) _file.SetLength(0);
        _file.Seek(0, SeekOrigin.End);
        _bytes = file.Open();
    }

    public ModelFile File { get; }

    public long Missing => File.Size - _file.Position;

    private string Path => _blob + ".incomplete";

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
    }

    /// <summary>It has its own name from now on.</summary>
    /// <param name="isShort">Only half of it came, and nobody has noticed.</param>
    public void Complete(bool isShort)
    {
        if (isShort) _file.SetLength(File.Size / 2);
        _file.Dispose();
        System.IO.File.Move(Path, _blob, overwrite: true);
    }

    public void Dispose()
    {
        _file.Dispose();
        _bytes.Dispose();
    }
}
