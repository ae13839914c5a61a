namespace SparkControl.Simulator.Tools;

/// <summary>Files of a megabyte or more that have a size and no bytes.</summary>
internal static class SparseFile
{
    private const int Smallest = 1 << 20, Looked = 1 << 12;

    // Weights that were written begin and end with something.
    public static bool Is(string path)
    {
        using var file = File.OpenRead(path);
        return file.Length >= Smallest && IsEmpty(file, 0) && IsEmpty(file, file.Length - Looked);
    }

    private static bool IsEmpty(FileStream file, long from)
    {
        var bytes = new byte[Looked];
        file.Position = from;
        file.ReadExactly(bytes);
        return !bytes.AsSpan().ContainsAnyExcept((byte)0);
    }
}
