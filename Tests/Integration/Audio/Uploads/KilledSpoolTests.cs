using SparkControl.AudioProxy.Uploads;
using SparkControl.Tests.Integration.Chaos;
using SparkControl.Tests.Integration.Redis;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Uploads;

public sealed class KilledSpoolTests : IDisposable
{
    private readonly TempDirectory cache = new();

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task What_a_killed_instance_leaves_is_removed_by_another_and_not_before()
    {
        await using var victim = await StartAsync();
        await Until.TrueAsync(
            () => Directory.EnumerateFiles(cache.Path, SpoolLock.Name, SearchOption.AllDirectories).Any());
        var left = Path.Combine(Assert.Single(Directory.EnumerateDirectories(cache.Path)), "upload");
        await File.WriteAllTextAsync(left, "half a recording", TestContext.Current.CancellationToken);
        using var other = Spool.Open(cache.Path, reserve: 0);

        Assert.Equal(0, other.Sweep());
        Assert.True(File.Exists(left));
        await victim.KillAsync();
        Assert.True(File.Exists(left));
        Assert.Equal(1, other.Sweep());

        Assert.Equal([other.Path], Directory.EnumerateDirectories(cache.Path));
    }

    [Fact]
    public async Task An_instance_sweeps_when_it_starts_and_takes_its_own_along_when_it_ends()
    {
        var abandoned = Directory.CreateDirectory(Path.Combine(cache.Path, "spool-of-nobody"));
        await File.WriteAllTextAsync(
            Path.Combine(abandoned.FullName, SpoolLock.Name), "", TestContext.Current.CancellationToken);
        await using var instance = await StartAsync();

        await Until.TrueAsync(() => !Directory.Exists(abandoned.FullName));
        Assert.Single(Directory.EnumerateDirectories(cache.Path));
        await instance.TerminateAsync();

        Assert.Empty(Directory.EnumerateFileSystemEntries(cache.Path));
    }

    private Task<PanelProcess> StartAsync() => PanelProcess.StartAsync("AudioProxy.dll", new Dictionary<string, string>
    {
        ["CACHE_DIR"] = cache.Path,
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        // Nobody is there: speech needs Redis, a sweep does not.
        ["ConnectionStrings__redis"] = "127.0.0.1:1,abortConnect=false"
    });
}
