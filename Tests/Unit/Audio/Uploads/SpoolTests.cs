using Microsoft.Extensions.Configuration;
using SparkControl.AudioProxy.Uploads;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Uploads;

public sealed class SpoolTests : IDisposable
{
    private readonly DirectoryInfo cache = Directory.CreateTempSubdirectory("spool-");

    public void Dispose() => cache.Delete(recursive: true);

    [Fact]
    public void An_instance_that_ends_takes_its_files_along()
    {
        using (var spool = Spool.Open(cache.FullName, reserve: 0))
            File.WriteAllText(spool.CreateFolder().File("upload"), "x");

        Assert.Empty(cache.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_sweep_leaves_alone_what_somebody_has()
    {
        using var mine = Spool.Open(cache.FullName, reserve: 0);
        using var other = Spool.Open(cache.FullName, reserve: 0);
        var (file, stranger) = (other.CreateFolder().File("upload"), cache.CreateSubdirectory("redis"));
        File.WriteAllText(file, "x");
        var elsewhere = Directory.CreateTempSubdirectory("spool-");
        File.WriteAllText(Path.Combine(elsewhere.FullName, SpoolLock.Name), "");
        File.CreateSymbolicLink(Path.Combine(cache.FullName, "spool-link"), elsewhere.FullName);

        Assert.Equal(0, mine.Sweep());

        Assert.True(File.Exists(file) && stranger.Exists && elsewhere.EnumerateFiles().Any());
        elsewhere.Delete(recursive: true);
    }

    [Fact]
    public void A_sweep_removes_what_nobody_has()
    {
        using var mine = Spool.Open(cache.FullName, reserve: 0);
        var abandoned = cache.CreateSubdirectory("spool-1");
        File.WriteAllText(Path.Combine(abandoned.FullName, SpoolLock.Name), "");
        File.WriteAllText(Path.Combine(abandoned.CreateSubdirectory("a/b").FullName, "upload"), "x");
        cache.CreateSubdirectory("spool-2");

        Assert.Equal(2, mine.Sweep());

        Assert.Equal([mine.Path], cache.EnumerateDirectories().Select(left => left.FullName));
    }

    [Fact]
    public void Only_its_user_can_look_into_it()
    {
        using var spool = Spool.Open(cache.FullName, reserve: 0);

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(spool.Path));
    }

    [Fact]
    public void A_full_disk_is_known_by_what_it_answers()
    {
        var full = Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "x"));

        Assert.True(Spool.IsFull(full));
        Assert.False(Spool.IsFull(new FileNotFoundException()));
    }

    [Theory]
    [InlineData("/var/cache/x", "/srv/data", "/var/cache/x")]
    [InlineData(" ", "/srv/data", "/srv/data/cache")]
    [InlineData(null, " /srv/data ", "/srv/data/cache")]
    public void Temporary_files_go_where_the_environment_says(string? cacheDir, string? dataDir, string expected)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("CACHE_DIR", cacheDir), new("DATA_DIR", dataDir)]).Build();

        Assert.Equal(expected, CacheDirectory.Of(settings));
    }
}
