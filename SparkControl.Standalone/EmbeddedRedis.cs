using System.Security.Cryptography;
using Garnet;

namespace SparkControl.Standalone;

/// <summary>
/// Garnet inside this process, reached over loopback with a random port and password. A write is acknowledged
/// when it is on disk. Where to reach it is known before it answers, so that what needs it can start first.
/// </summary>
/// <param name="directory">Where its data is kept.</param>
internal sealed class EmbeddedRedis(string directory) : IAsyncDisposable
{
    /// <summary>More than there are connections to it in one process, each of which may hold a thread.</summary>
    private const int FewestThreads = 32;

    private readonly int port = FreePort.Next();
    private readonly string password = RandomNumberGenerator.GetHexString(32);
    private Task<GarnetServer>? running;

    /// <summary>For StackExchange.Redis; clients keep trying until it answers.</summary>
    public string ConnectionString => $"127.0.0.1:{port},password={password},abortConnect=false";

    /// <summary>Reads what is on disk and begins to answer. Takes about a second, on another thread.</summary>
    public Task StartAsync()
    {
        LetItWait();
        return running = Task.Run(Start);
    }

    /// <summary>Ends when it answers, or fails as its start did.</summary>
    public Task Started => running ?? throw new InvalidOperationException("It was not started.");

    public async ValueTask DisposeAsync()
    {
        if (running is null) return;

        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompletedSuccessfully) running.Result.Dispose();
        running = null;
    }

    // Garnet holds a thread of the pool while a script waits for the disk, and others spin until it is done: on two
    // cores nobody is left to hear of the disk, and the page stands still for half a minute. The pool is slow to add
    // threads.
    private static void LetItWait()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, FewestThreads), ports);
    }

    private GarnetServer Start()
    {
        Directory.CreateDirectory(directory);
        var server = new GarnetServer(Arguments());
        server.Start();
        return server;
    }

    /// <remarks>
    /// Without RandomAccess it wants libaio and ends the process where that is missing; without the small pages and
    /// limits 200,000 writes leave 400 MB, and with 8 MB in pages of 512 kB a flood of lines stood still; without
    /// commit-wait an acknowledged write can be lost; without the transaction mode scripts of two connections run
    /// through each other, and two clicks on a swap both win; without the storage tier it forgets the oldest keys,
    /// settings among them, once values and logs have taken up its memory.
    /// </remarks>
    private string[] Arguments() =>
    [
        "--port", $"{port}", "--bind", "127.0.0.1", "--auth", "Password", "--password", password,
        "--memory", "16m", "--index", "1m", "--page", "1m", "--buffer-pool-memory-budget", "8m",
        "--storage-tier", "--logdir", Path.Combine(directory, "log"), "--segment", "16m", "--object-log-segment", "16m",
        "--aof", "--aof-commit-wait", "--aof-page-size", "4m", "--aof-memory", "8m",
        "--aof-segment-size", "64m", "--aof-size-limit", "64m", "--recover",
        "--lua", "--lua-transaction-mode", "--checkpointdir", directory, "--device-type", "RandomAccess", "-q"
    ];
}
