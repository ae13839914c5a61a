using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using SparkControl.AudioProxy.Voices;
using Xunit;

namespace SparkControl.Tests.Unit.Voices;

public sealed class SpokenTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Pipe magpie = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_stops_in_the_middle_is_waited_for_a_minute_and_not_for_ever()
    {
        await magpie.Writer.WriteAsync(new WavHead(22_050, 4_000).ToBytes(), Cancel);
        await magpie.Writer.WriteAsync(new byte[1_000], Cancel);
        using var spoken = await ReadAsync();
        var heard = 0;

        var copying = spoken.CopyAsync(
            block =>
            {
                heard += block.Length;
                return default;
            },
            Cancel);
        time.Advance(Spoken.Silence - TimeSpan.FromMilliseconds(1));
        Assert.False(copying.IsCompleted);

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(await copying);
        Assert.Equal(1_000, heard);
    }

    [Fact]
    public async Task Who_never_begins_has_said_nothing()
    {
        var reading = ReadAsync();

        time.Advance(Spoken.Silence);

        using var spoken = await reading;
        Assert.NotNull(spoken.Problem);
    }

    private Task<Spoken> ReadAsync() => Spoken.ReadAsync(Stream.Null, magpie.Reader.AsStream(), time, Cancel);
}
