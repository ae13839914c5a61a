namespace SparkControl.AudioProxy.Decoding;

/// <summary>What a recording is, by its bytes.</summary>
internal enum AudioKind
{
    /// <summary>RIFF, RF64 or BW64 with any encoding.</summary>
    Wav,
    Flac,
    Mp3,
    /// <summary>M4A, MP4, QuickTime, 3GP.</summary>
    Mp4,
    /// <summary>Opus, Vorbis, Speex or FLAC in Ogg.</summary>
    Ogg,
    /// <summary>Matroska and WebM.</summary>
    Matroska,
    /// <summary>AAC in ADTS frames, without a container.</summary>
    Aac,
    Aiff,
    Caf,
    Amr
}

/// <summary>What is known of each <see cref="AudioKind"/>.</summary>
internal static class AudioKinds
{
    /// <summary>All of them, as a person calls them.</summary>
    public const string Taken = "WAV, FLAC, MP3, M4A/MP4, Ogg/Opus, WebM/Matroska, AAC, AIFF, CAF and AMR";

    /// <summary>
    /// ffmpeg's reader for it. It is told, never guessed: among those that it would guess are playlists, which name
    /// other files.
    /// </summary>
    public static string Demuxer(this AudioKind kind) => kind switch
    {
        AudioKind.Wav => "wav",
        AudioKind.Flac => "flac",
        AudioKind.Mp3 => "mp3",
        AudioKind.Mp4 => "mov",
        AudioKind.Ogg => "ogg",
        AudioKind.Matroska => "matroska",
        AudioKind.Aac => "aac",
        AudioKind.Aiff => "aiff",
        AudioKind.Caf => "caf",
        AudioKind.Amr => "amr",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind.")
    };
}
