namespace SparkControl.AudioProxy.Uploads;

/// <summary>The files of one upload; gone with all that is in it when it is disposed of.</summary>
/// <param name="Path">Its directory.</param>
internal sealed record SpoolFolder(string Path) : IDisposable
{
    /// <summary>The whole path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>May be called twice, and after the whole spool has gone.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Gone already, or it goes with the whole spool.
        }
    }
}
