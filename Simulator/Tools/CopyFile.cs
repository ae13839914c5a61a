namespace SparkControl.Simulator.Tools;

/// <summary>
/// One file that is being copied: under a name of its own until it is complete, or in place; from what of it is there
/// already. What lies in the directory of unfinished files is gone on with there.
/// </summary>
internal sealed class CopyFile : IDisposable
{
    // What is larger than this is not compared with what is there: only its size is.
    private const long Compared = 256L << 20;

    private readonly CopyOrder _order;
    private readonly FileInfo _from;
    private readonly string _to, _path;
    private readonly string? _partial;
    private readonly FileStream _source, _file;
    private readonly bool _isSparse, _hasBasis;
    private bool _isComplete;

    public CopyFile(CopyOrder order, FileInfo from, string to)
    {
        (_order, _from, _to) = (order, from, to);
        _isSparse = SparseFile.Is(from.FullName);
        var (folder, name) = (Path.GetDirectoryName(to)!, Path.GetFileName(to));
        _partial = order.PartialDir is { } partial ? Path.Combine(folder, partial, name) : null;
        var goesOn = File.Exists(_partial);
        var basis = Basis(goesOn ? _partial! : to);
        _hasBasis = basis > 0;
        _path = order.IsInPlace ? to
            : goesOn ? _partial!
            : Path.Combine(folder, $".{name}.{Path.GetRandomFileName()[..6]}");
        // With a directory for what is unfinished, what was there before stays until all has come.
        if (_hasBasis && _path != to && _partial is null) File.Move(to, _path);
        if (_hasBasis && _path != to && _partial is not null && !goesOn) File.Copy(to, _path);
        _source = from.OpenRead();
        _file = new(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 1);
        _file.SetLength(basis);
        _file.Position = _source.Position = basis;
    }

    public long Done => _file.Position;

    public long Missing => _from.Length - Done;

    /// <summary>It is there as it is here: the same size, and the same time where times are kept.</summary>
    public static bool IsThere(CopyOrder order, FileInfo from, FileInfo to) => to.Exists && to.LinkTarget is null
        && to.Length == from.Length
        && (order.GoesBySize || (order.KeepsTimes && !order.IgnoresTimes
            && Math.Abs((to.LastWriteTimeUtc - from.LastWriteTimeUtc).TotalSeconds) < 1));

    public void Append(long count)
    {
        if (_isSparse)
        {
            _file.SetLength(_file.Position + count);
            _file.Position += count;
            return;
        }

        var buffer = new byte[(int)Math.Min(count, 1 << 16)];
        while (count > 0)
        {
            var read = _source.Read(buffer, 0, (int)Math.Min(count, buffer.Length));
            _file.Write(buffer, 0, read);
            count -= read;
        }
    }

    public void Complete()
    {
        _file.Dispose();
        if (!_order.IsInPlace) File.Move(_path, _to, overwrite: true);
        if (_partial is not null) LeavePartial();
        if (_order.KeepsTimes) File.SetLastWriteTimeUtc(_to, _from.LastWriteTimeUtc);
        _isComplete = true;
    }

    /// <summary>What is not complete is kept, when that was asked for, or is gone.</summary>
    public void Dispose()
    {
        _source.Dispose();
        _file.Dispose();
        if (_isComplete || _order.IsInPlace || _path == _partial) return;
        if (_partial is not null) KeepPartial();
        else if (_order.KeepsPartial || _hasBasis) File.Move(_path, _to, overwrite: true);
        else File.Delete(_path);
    }

    // What has not begun is not kept.
    private void KeepPartial()
    {
        if (new FileInfo(_path).Length == 0)
        {
            File.Delete(_path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_partial)!);
        File.Move(_path, _partial!, overwrite: true);
    }

    // The directory goes with the last file in it.
    private void LeavePartial()
    {
        var folder = Path.GetDirectoryName(_partial)!;
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    // The bytes that the other end has already.
    private long Basis(string path)
    {
        var there = new FileInfo(path);
        if (!there.Exists || there.LinkTarget is not null || there.Length > _from.Length) return 0;
        return _isSparse || there.Length > Compared || IsSame(there) ? there.Length : 0;
    }

    private bool IsSame(FileInfo there)
    {
        using var ours = _from.OpenRead();
        using var theirs = there.OpenRead();
        byte[] a = new byte[1 << 16], b = new byte[1 << 16];
        while (theirs.ReadAtLeast(b, b.Length, throwOnEndOfStream: false) is > 0 and var count)
        {
            ours.ReadExactly(a, 0, count);
            if (!a.AsSpan(0, count).SequenceEqual(b.AsSpan(0, count))) return false;
        }

        return true;
    }
}
