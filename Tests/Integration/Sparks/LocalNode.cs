using SparkControl.Contracts;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

/// <summary>A node that is this machine with a home of its own.</summary>
public abstract class LocalNode : IAsyncLifetime
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("node-");

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string Home => directory.FullName;

    protected SparkSettings Node => new()
    {
        Name = "spark1",
        Host = "localhost",
        Local = new()
        {
            Environment = new Dictionary<string, string> { ["HOME"] = Home, ["PATH"] = $"{Home}/bin:{Environment.GetEnvironmentVariable("NODE_PATH") ?? "/usr/local/bin:/usr/bin:/bin"}" }
        }
    };

    protected ISparkShell Shell { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(Home, "bin"));
        Shell = new LocalShell(Node, TimeProvider.System);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Shell.DisposeAsync();
        directory.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A program of the node's, found before any other of its name.</summary>
    protected void Install(string name, string script)
    {
        var path = Path.Combine(Home, "bin", name);
        File.WriteAllText(path, script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }
}
