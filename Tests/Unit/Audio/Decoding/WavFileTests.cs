using SparkControl.AudioProxy.Decoding;
using Xunit;
using static SparkControl.Tests.Unit.Audio.Decoding.TestWav;

namespace SparkControl.Tests.Unit.Audio.Decoding;

public sealed class WavFileTests
{
    private static readonly byte[] Sound = Bytes(1, 2, 3, 4);

    [Fact]
    public void The_sound_of_a_plain_file_is_behind_its_header() =>
        Assert.Equal((44L, 8L, false), Read(Of(Format(), Chunk("data", Sound))));

    [Fact]
    public void Chunks_may_come_in_any_order()
    {
        Assert.Equal((20L, 8L, false), Read(Of(Chunk("data", Sound), Chunk("LIST", [1, 2]), Format())));
        Assert.Equal(
            (54L, 8L, false), Read(Of(Chunk("bext", [1, 2]), Format(), Chunk("data", Sound), Chunk("id3 ", [0, 0]))));
    }

    [Theory]
    [InlineData(true, 56)]
    [InlineData(false, 55)]
    public void A_chunk_of_odd_length_is_padded_or_its_writer_forgot_to(bool isPadded, long offset) =>
        Assert.Equal((offset, 8L, false),
            Read(Of(Chunk("LIST", [1, 2, 3], isPadded: isPadded), Format(), Chunk("data", Sound))));

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0x7FFF_F000u)]
    public void A_file_whose_writer_did_not_know_its_length_goes_on_to_its_end(uint size) =>
        Assert.Equal((44L, 8L, false), Read(Of(Format(), Chunk("data", Sound, size))));

    [Fact]
    public void A_file_without_sound_is_not_taken_for_one_of_unknown_length() =>
        Assert.Equal((44L, 0L, false), Read(Of(Format(), Chunk("data", []), Chunk("LIST", [1, 2, 3, 4]))));

    [Fact]
    public void A_file_that_was_cut_off_says_so() =>
        Assert.Equal((44L, 8L, true), Read(Of(Format(), Chunk("data", Sound, 4000))));

    /// <summary>
    /// What is behind the sound that the header names, how much more it counts by itself (-1 for a size that nobody
    /// knew), and the bytes that are taken for sound.
    /// </summary>
    [Theory]
    [InlineData("sound", 0, 80_008)]
    [InlineData("sound", 8, 80_008)]
    [InlineData("sound", -1, 80_008)]
    [InlineData("little", 0, 8)]
    [InlineData("chunks", 0, 8)]
    [InlineData("damaged chunks", 0, 80_008)]
    [InlineData("damaged chunks", 80_000, 8)]
    public void A_recorder_that_lost_its_power_has_left_more_sound_than_its_header_names(
        string behind, int counted, long length)
    {
        byte[] more = behind switch
        {
            "sound" => [.. Enumerable.Range(0, 80_000).Select(i => (byte)i)],
            "little" => new byte[60_000],
            "chunks" => [.. Chunk("LIST", new byte[70_000]), .. Chunk("id3 ", new byte[9_984])],
            _ => [.. Chunk("LIST", new byte[70_000]), .. Enumerable.Repeat((byte)'T', 9_992)]
        };
        byte[] file = [.. Of(Format(), Chunk("data", Sound)), .. more];
        var size = counted < 0 ? uint.MaxValue : BitConverter.ToUInt32(file, 4) + (uint)counted;
        BitConverter.TryWriteBytes(file.AsSpan(4), size);

        Assert.Equal((44L, length, false), Read(file));
    }

    [Theory]
    [InlineData("RF64", 8, false)]
    [InlineData("BW64", 8, false)]
    [InlineData("RF64", 4, false)]
    [InlineData("RF64", 5_000_000_000, true)]
    public void A_large_file_names_its_length_elsewhere(string riff, long named, bool isCutOff)
    {
        byte[] sizes =
            [.. BitConverter.GetBytes(100L), .. BitConverter.GetBytes(named), .. BitConverter.GetBytes(0L), 0, 0, 0, 0];

        var file = Of(riff, Chunk("ds64", sizes), Format(), Chunk("data", Sound, uint.MaxValue));

        Assert.Equal((80L, Math.Min(8, named), isCutOff), Read(file));
    }

    [Fact]
    public void Other_encodings_are_left_to_ffmpeg()
    {
        Assert.Null(WavFile.Read(new MemoryStream(Of(Format(tag: 0x11, bits: 4), Data(1)))).Format);
        Assert.Null(WavFile.Read(new MemoryStream(Of(Format(channels: 9), Data(1)))).Format);
        Assert.Null(WavFile.Read(new MemoryStream(Of(Format(rate: 384_000), Data(1)))).Format);
    }

    [Theory]
    [InlineData("no sound chunk")]
    [InlineData("does not say how")]
    [InlineData("too short")]
    [InlineData("no channels")]
    [InlineData("does not begin")]
    public void What_is_damaged_says_what_is_missing(string expected)
    {
        var file = expected switch
        {
            "no sound chunk" => Of(Format()),
            "does not say how" => Of(Data(1, 2)),
            "too short" => Of(Chunk("fmt ", [1, 0]), Data(1)),
            "no channels" => Of(Format(channels: 0), Data(1)),
            _ => "RIFF"u8.ToArray()
        };

        var damaged = Assert.Throws<AudioException>(() => WavFile.Read(new MemoryStream(file)));

        Assert.Equal(("damaged_audio", 422), (damaged.Problem.Code, damaged.Problem.Status));
        Assert.Contains(expected, damaged.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Millions_of_empty_chunks_are_given_up()
    {
        var empty = Enumerable.Repeat(Chunk("junk", []), 1_000_000).SelectMany(chunk => chunk).ToArray();
        using var file = new CountedStream(Of(empty, Format(), Data(1)));

        Assert.Throws<AudioException>(() => WavFile.Read(file));

        Assert.InRange(file.Reads, 1, 20_000);
    }

    private static (long, long, bool) Read(byte[] file)
    {
        var wav = WavFile.Read(new MemoryStream(file));
        return (wav.Offset, wav.Length, wav.IsCutOff);
    }

    private sealed class CountedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public int Reads { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            Reads++;
            return base.Read(buffer);
        }
    }
}
