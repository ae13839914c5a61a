using System.Runtime.InteropServices;
using SparkControl.ControlApi.Settings;

namespace SparkControl.Standalone;

/// <summary>The three services and an embedded Garnet in one process.</summary>
internal static class StandaloneApp
{
    /// <summary>The simulated pair in place of real Sparks, with data of its own.</summary>
    private const string DemoFlag = "--demo";

    /// <summary>
    /// Only the data: serves the panel's Redis and prints where, to look into it while the panel is stopped.
    /// </summary>
    private const string RedisFlag = "--redis";

    private static readonly string[] Flags = [DemoFlag, RedisFlag];

    /// <returns>The exit code: 1 when it could not start or one of its parts has failed.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var isDemo = args.Contains(DemoFlag);
        try
        {
            var configured = Environment.GetEnvironmentVariable("DATA_DIR");
            var directory = DataDirectory.Resolve(
                isDemo && string.IsNullOrWhiteSpace(configured) ? Demo.Directory : configured).Path;
            if (DataLock.TryTake(directory, out var holder) is { } taken)
            {
                using (taken) return await RunAsync(args, isDemo, directory);
            }

            return await RefuseAsync(
                $"{directory} is in use by {holder}. Stop it, or set DATA_DIR to another directory.");
        }
        // A port that is none is named by a FormatException.
        catch (Exception bad) when (bad is UnauthorizedAccessException or CannotStartException or FormatException)
        {
            return await RefuseAsync(bad.Message);
        }
    }

    private static async Task<int> RunAsync(string[] args, bool isDemo, string directory)
    {
        using var ending = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        if (isDemo) Demo.Check(directory);
        await using var redis = new EmbeddedRedis(Path.Combine(directory, isDemo ? Demo.RedisDirectory : "redis"));
        if (args.Contains(RedisFlag)) return await ServeRedisAsync(redis, ending.Token);

        // Garnet reads its data while the services are built, and longer where there is much of it.
        _ = redis.StartAsync();
        await using var demo = isDemo ? await Demo.StartAsync(directory) : null;
        await using var panel = new Panel(args.Except(Flags).ToArray(), directory, redis, demo?.Pair);
        return await panel.RunAsync(ending.Token);

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ending.Cancel();
        }
    }

    private static async Task<int> RefuseAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }

    private static async Task<int> ServeRedisAsync(EmbeddedRedis redis, CancellationToken ending)
    {
        await redis.StartAsync();
        Console.WriteLine($"Redis: {redis.ConnectionString}");
        await Task.Delay(Timeout.Infinite, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
