using System.Text;

namespace SparkControl.AudioProxy.Decoding;

/// <summary>What people send by mistake, so that they can be told what it is.</summary>
internal static class Strangers
{
    private const int Shown = 512;

    // By their first bytes.
    private static readonly (byte[] First, string Name)[] ByFirst =
    [
        ([0x89, 0x50, 0x4E, 0x47], "a picture (PNG)"),
        ([0xFF, 0xD8, 0xFF], "a picture (JPEG)"),
        ("GIF8"u8.ToArray(), "a picture (GIF)"),
        ([0x49, 0x49, 0x2A, 0], "a picture (TIFF)"),
        ([0x4D, 0x4D, 0, 0x2A], "a picture (TIFF)"),
        ([0x50, 0x4B, 3, 4], "an archive (ZIP) or a document of an office program"),
        ([0x50, 0x4B, 5, 6], "an empty archive (ZIP)"),
        ([0x1F, 0x8B], "compressed (gzip)"),
        ("BZh"u8.ToArray(), "compressed (bzip2)"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed (xz)"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed (zstd)"),
        ([0x37, 0x7A, 0xBC, 0xAF], "an archive (7z)"),
        ("Rar!"u8.ToArray(), "an archive (RAR)"),
        ("%PDF"u8.ToArray(), "a document (PDF)"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program"),
        ([0xFF, 0xFE], "text"),
        ([0xFE, 0xFF], "text")
    ];

    /// <summary>What it is; null when that is not known.</summary>
    public static string? Name(ReadOnlySpan<byte> head)
    {
        foreach (var (first, name) in ByFirst)
        {
            if (head.StartsWith(first)) return name;
        }

        if (Container(head) is { } container) return container;
        if (!head.ContainsAnyExcept((byte)0)) return "nothing but zeros";
        return IsText(head) ? Text(head) : null;
    }

    private static string? Container(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12) return null;
        if (head[4..8].SequenceEqual("ftyp"u8)) return "a picture (HEIC or AVIF)";
        if (!head.StartsWith("RIFF"u8)) return null;
        return head[8..12].SequenceEqual("WEBP"u8) ? "a picture (WebP)"
            : head[8..12].SequenceEqual("AVI "u8) ? "a video of a kind that is not taken (AVI)" : null;
    }

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var part in head[..Math.Min(Shown, head.Length)])
        {
            if (part is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f') or 0x7F) return false;
        }

        return true;
    }

    private static string Text(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head[..Math.Min(Shown, head.Length)])
            .TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return Begins("#EXTM3U") || Begins("[playlist]") || Begins("ffconcat") || Begins("<asx") || Begins("<smil")
                ? "a playlist, which only names other files"
            : Begins("<!doctype html") || Begins("<html") ? "a web page"
            : "text";

        bool Begins(string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);
    }
}
