using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using SparkControl.AudioProxy.Decoding;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Decoding;

public sealed class FfmpegProcessTests : IDisposable
{
    private readonly Recordings recordings = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => recordings.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_reads_no_more_ends_it_with_all_that_it_started(bool isDisposed)
    {
        var program = await recordings.ProgramAsync(
            $"sleep 1000 & echo $$ $! >'{recordings.Path("ids")}'; head -c 64000 /dev/zero; wait");
        var pcm = await OpenAsync(program);
        var ids = await IdsAsync();

        if (isDisposed)
        {
            await pcm.DisposeAsync();
        }
        else
        {
            using var leaving = new CancellationTokenSource();
            var reading = pcm.CopyToAsync(Stream.Null, leaving.Token);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        }

        await Until.TrueAsync(() => ids.All(id => !IsRunning(id)));
    }

    [Fact]
    public async Task What_is_not_read_is_not_decoded()
    {
        var program =
            await recordings.ProgramAsync($"echo $$ >'{recordings.Path("ids")}'; exec head -c 100000000 /dev/zero");
        await using var pcm = await OpenAsync(program);
        var id = (await IdsAsync())[0];

        await Until.TrueAsync(
            () => File.ReadAllText($"/proc/{id}/wchan").Contains("pipe", StringComparison.Ordinal) || IsWaiting(id));

        var written = File.ReadLines($"/proc/{id}/io")
            .First(line => line.StartsWith("wchar:", StringComparison.Ordinal));
        Assert.InRange(long.Parse(written["wchar:".Length..], CultureInfo.InvariantCulture), 64_000, 512_000);
    }

    [Fact]
    public async Task One_that_brings_nothing_forth_is_given_up()
    {
        var time = new FakeTimeProvider();
        var program = await recordings.ProgramAsync($"echo $$ >'{recordings.Path("ids")}'; sleep 1000");
        var opening = Recordings.Source(program, time).OpenAsync(AudioKind.Flac, recordings.Path("a"), Cancel);
        await IdsAsync();

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(opening.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var late = await Assert.ThrowsAsync<AudioException>(() => opening);
        Assert.Equal(("decoding_timed_out", 504), (late.Problem.Code, late.Problem.Status));
    }

    [Fact]
    public async Task The_time_in_which_its_sound_is_not_wanted_does_not_count()
    {
        var time = new FakeTimeProvider();
        var program = await recordings.ProgramAsync(
            "echo \"[info] Input #0, x\n[info]   Stream #0:0: Audio: x\n[info] Output #0\" >&2; exec head -c 1000000 /dev/zero");
        await using var pcm = await Recordings.Source(program, time)
            .OpenAsync(AudioKind.Flac, recordings.Path("a"), Cancel);

        time.Advance(TimeSpan.FromHours(20));

        var all = new MemoryStream();
        await pcm.CopyToAsync(all, Cancel);
        Assert.Equal(1_000_000, all.Length);
    }

    [Fact]
    public async Task It_gets_nothing_of_our_environment_and_nothing_to_read()
    {
        var program = await recordings.ProgramAsync(
            $"env >'{recordings.Path("env")}'; cat >'{recordings.Path("in")}'; head -c 100 /dev/zero");
        Environment.SetEnvironmentVariable("SPARK_TEST_SECRET", "1");
        await using var pcm = await OpenAsync(program);

        var names = (await File.ReadAllLinesAsync(recordings.Path("env"), Cancel)).Select(line => line.Split('=')[0]);
        Assert.Equal(["AV_LOG_FORCE_NOCOLOR", "LC_ALL", "PATH"],
            names.Except(["PWD", "OLDPWD", "SHLVL", "_"]).Order(StringComparer.Ordinal));
        Assert.Equal(0, new FileInfo(recordings.Path("in")).Length);
    }

    [Fact]
    public async Task A_talkative_one_is_heard_out_and_its_words_are_bounded()
    {
        var program = await recordings.ProgramAsync(
            "head -c 20000000 /dev/zero | tr '\\0' x >&2; i=0; while [ $i -lt 3000 ]; do echo \"[error] complaint $i\" >&2; i=$((i+1)); done; exit 1");

        var refused = await Assert.ThrowsAsync<AudioException>(() => OpenAsync(program));

        Assert.Equal("It cannot be decoded: complaint 2998; complaint 2999", refused.Problem.Detail);
    }

    private Task<PcmStream> OpenAsync(string program) =>
        Recordings.Source(program).OpenAsync(AudioKind.Flac, recordings.Path("a"), Cancel);

    private async Task<int[]> IdsAsync()
    {
        int[] ids = [];
        await Until.TrueAsync(async () =>
        {
            var path = recordings.Path("ids");
            var text = File.Exists(path) ? await File.ReadAllTextAsync(path, Cancel) : "";
            if (!text.EndsWith('\n')) return false;
            ids = [.. text.Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
            return true;
        });
        return ids;
    }

    // A zombie has ended.
    private static bool IsRunning(int id) => State(id) is not (null or 'Z');

    private static bool IsWaiting(int id) => State(id) == 'S';

    private static char? State(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
