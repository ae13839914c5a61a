namespace SparkControl.Tests.Integration.Redis;

/// <summary>A directory that is gone after the test.</summary>
public sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("spark-control-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
