using System.Text;
using SparkControl.AudioProxy.Decoding;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Decoding;

public sealed class AudioSnifferTests
{
    // MPEG-1 layer III, 128 kbit/s at 44.1 kHz: 417 bytes. ADTS of 44.1 kHz: 100 bytes.
    private static readonly byte[] Mp3Frame = [0xFF, 0xFB, 0x90, 0x44, .. new byte[413]];
    private static readonly byte[] AdtsFrame = [0xFF, 0xF1, 0x50, 0x80, 0x0C, 0x9F, 0xFC, .. new byte[93]];

    public static TheoryData<string, byte[]> Recordings => new()
    {
        { "Wav", [.. "RIFF"u8, 1, 0, 0, 0, .. "WAVEfmt "u8] },
        { "Wav", [.. "RF64"u8, 255, 255, 255, 255, .. "WAVEds64"u8] },
        { "Flac", [.. "fLaC"u8, 0, 0, 0, 34, .. new byte[34]] },
        { "Ogg", [.. "OggS"u8, 0, 2, .. new byte[20]] },
        { "Matroska", [0x1A, 0x45, 0xDF, 0xA3, 1, 0, 0, 0, 0, 0, 0, 0x1F] },
        { "Mp4", [0, 0, 0, 0x1C, .. "ftypM4A "u8] },
        { "Mp4", [0, 0, 0, 0x18, .. "ftypqt  "u8] },
        { "Mp4", [0, 0, 0, 8, .. "wide"u8, 0, 1, 2, 3] },
        { "Aiff", [.. "FORM"u8, 0, 0, 1, 0, .. "AIFF"u8] },
        { "Caf", [.. "caff"u8, 0, 1, 0, 0, .. "desc"u8] },
        { "Amr", [.. "#!AMR\n"u8, 0x3C, .. new byte[20]] },
        { "Mp3", [.. Mp3Frame, .. Mp3Frame, .. Mp3Frame] },
        { "Mp3", [.. Mp3Frame] },
        { "Mp3", [.. Mp3Frame[200..], .. Mp3Frame, .. Mp3Frame, .. Mp3Frame] },
        { "Mp3", [.. new byte[1000], .. Mp3Frame, .. Mp3Frame, .. Mp3Frame] },
        { "Mp3", [.. Tag(100), .. Mp3Frame, .. Mp3Frame] },
        { "Mp3", [.. Tag(100_000), .. Mp3Frame, .. Mp3Frame] },
        { "Flac", [.. Tag(100_000), .. "fLaC"u8, 0, 0, 0, 34] },
        { "Aac", [.. AdtsFrame, .. AdtsFrame, .. AdtsFrame] },
        { "Aac", [.. Tag(63), .. AdtsFrame, .. AdtsFrame] }
    };

    [Theory]
    [MemberData(nameof(Recordings))]
    public void A_recording_is_known_by_its_bytes(string kind, byte[] file) =>
        Assert.Equal(new Sniffed(Enum.Parse<AudioKind>(kind), null), AudioSniffer.Look(new MemoryStream(file)));

    [Theory]
    [InlineData("a playlist, which only names other files", "#EXTM3U\n#EXTINF:1,\n/etc/passwd\n")]
    [InlineData("a playlist, which only names other files", "ffconcat version 1.0\nfile /etc/passwd\n")]
    [InlineData("a playlist, which only names other files", "\uFEFF[playlist]\nFile1=http://example.org/x.mp3\n")]
    [InlineData("a web page", "\n<!DOCTYPE html><html lang=en>404</html>")]
    [InlineData("text", "{\"error\": \"not found\"}")]
    [InlineData("text", "Grüße aus dem Büro, liebe Kollegen.")]
    public void Text_is_no_recording(string what, string text) =>
        Assert.Equal(new Sniffed(null, what), AudioSniffer.Look(new MemoryStream(Encoding.UTF8.GetBytes(text))));

    public static TheoryData<string, byte[]> Others => new()
    {
        { "a picture (PNG)", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13] },
        { "a picture (JPEG)", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF"u8, 0, 1] },
        { "a picture (WebP)", [.. "RIFF"u8, 1, 0, 0, 0, .. "WEBPVP8 "u8] },
        { "a picture (HEIC or AVIF)", [0, 0, 0, 0x18, .. "ftypheic"u8] },
        { "a video of a kind that is not taken (AVI)", [.. "RIFF"u8, 1, 0, 0, 0, .. "AVI LIST"u8] },
        { "an archive (ZIP) or a document of an office program", [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 8, 0, 1, 2] },
        { "a document (PDF)", [.. "%PDF-1.7\n"u8, 0xE2, 0xE3, 0xCF] },
        { "text", [0xFF, 0xFE, 0x48, 0, 0x69, 0, 0x0D, 0, 0x0A, 0] },
        { "nothing but zeros", new byte[5000] },
        { "of a kind that is not known here", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] },
        // One frame's header proves nothing amid other bytes.
        { "of a kind that is not known here", [1, 2, .. Mp3Frame, 1, 2, 3, 4, 5, 6, 7, 8, 9] }
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void What_is_sent_by_mistake_is_named(string what, byte[] file)
    {
        var sniffed = AudioSniffer.Look(new MemoryStream(file));

        var refused = Assert.Throws<AudioException>(() => sniffed.Require()).Problem;
        Assert.Equal(("unknown_format", 415), (refused.Code, refused.Status));
        Assert.Equal(
            $"The file is {what}. Taken are WAV, FLAC, MP3, M4A/MP4, Ogg/Opus, WebM/Matroska, AAC, AIFF, CAF and AMR, "
            + "whatever the file is called.", refused.Detail);
    }

    [Fact]
    public void Random_bytes_are_no_recording_and_end_no_look()
    {
        var random = new Random(11);
        var taken = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = new byte[random.Next(1, 20_000)];
            random.NextBytes(bytes);
            if (AudioSniffer.Look(new MemoryStream(bytes)).Kind is not null) taken++;
        }

        Assert.Equal(0, taken);
    }

    private static byte[] Tag(int length) =>
        [.. "ID3"u8, 4, 0, 0, (byte)(length >> 21), (byte)(length >> 14 & 0x7F), (byte)(length >> 7 & 0x7F), (byte)(length & 0x7F),
            .. new byte[length]];
}
