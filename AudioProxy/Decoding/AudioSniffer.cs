using System.Text;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>Tells what a file is by its bytes; neither its name nor a Content-Type counts.</summary>
internal static class AudioSniffer
{
    /// <summary>Bytes from the beginning that are looked at.</summary>
    public const int Head = 16 * 1024;

    // An MP3 that was cut out of a stream begins amid a frame.
    private const int Searched = 4 * 1024;

    /// <summary>Looks at a file that can be sought in, and past a tag that stands before what it tags.</summary>
    public static Sniffed Look(Stream file)
    {
        var head = Read(file, 0);
        if (TagLength(head) is not { } tag) return OfHead(head);
        return Tagged(Read(file, tag));
    }

    /// <summary>The same for the first <see cref="Head"/> bytes alone, or fewer where there are no more.</summary>
    public static Sniffed OfHead(ReadOnlySpan<byte> head)
    {
        if (TagLength(head) is { } tag) return tag < head.Length ? Tagged(head[tag..]) : AudioKind.Mp3;
        if (Named(head) is { } kind) return kind;
        if (Strangers.Name(head) is { } stranger) return new(null, stranger);
        if (MpegFrame.IsAdtsRun(head)) return AudioKind.Aac;
        if (MpegFrame.IsRun(head)) return AudioKind.Mp3;
        for (var i = 0; i < Math.Min(Searched, head.Length); i++)
        {
            if (head[i] == 0xFF && MpegFrame.IsFound(head[i..])) return AudioKind.Mp3;
        }

        return new(null, "of a kind that is not known here");
    }

    private static byte[] Read(Stream file, long offset)
    {
        var bytes = new byte[Head];
        file.Position = Math.Min(offset, file.Length);
        return bytes[..file.ReadAtLeast(bytes, Head, throwOnEndOfStream: false)];
    }

    // Behind an ID3v2 tag is what it tags: nearly always MP3.
    private static AudioKind Tagged(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("fLaC"u8) ? AudioKind.Flac : MpegFrame.IsAdtsRun(rest) ? AudioKind.Aac : AudioKind.Mp3;

    // ID3v2: the length is in four bytes of seven bits, without header and footer.
    private static int? TagLength(ReadOnlySpan<byte> head)
    {
        if (head.Length < 10 || !head.StartsWith("ID3"u8)) return null;
        var length = 0;
        foreach (var part in head[6..10]) length = (length << 7) | (part & 0x7F);
        return 10 + length + ((head[5] & 0x10) != 0 ? 10 : 0);
    }

    private static AudioKind? Named(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12) return null;
        var form = Encoding.Latin1.GetString(head[8..12]);
        return Encoding.Latin1.GetString(head[..4]) switch
        {
            "RIFF" or "RF64" or "BW64" when form == "WAVE" => AudioKind.Wav,
            "FORM" when form is "AIFF" or "AIFC" => AudioKind.Aiff,
            "fLaC" => AudioKind.Flac,
            "OggS" => AudioKind.Ogg,
            "\u001aE\u00df\u00a3" => AudioKind.Matroska,
            "caff" => AudioKind.Caf,
            "#!AM" when head.StartsWith("#!AMR"u8) => AudioKind.Amr,
            _ => IsMp4(Encoding.Latin1.GetString(head[4..8]), form) ? AudioKind.Mp4 : null
        };
    }

    // Before there was ftyp, QuickTime files began with any of the others. Pictures have the same container.
    private static bool IsMp4(string box, string brand) => box switch
    {
        "ftyp" => brand is not ("avif" or "avis" or "heic" or "heix" or "heim" or "heis" or "mif1" or "msf1"),
        "moov" or "mdat" or "wide" or "free" or "skip" or "pnot" => true,
        _ => false
    };
}
