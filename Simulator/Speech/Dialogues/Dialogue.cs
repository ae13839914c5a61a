namespace SparkControl.Simulator.Speech.Dialogues;

/// <summary>A recording of people who talk, and exactly who says which word when.</summary>
/// <param name="Words">In the order in which they begin; made while they are read, the same each time.</param>
/// <param name="Seconds">How long it is.</param>
public sealed record Dialogue(IEnumerable<SpokenWord> Words, double Seconds)
{
    /// <summary>Samples a second.</summary>
    public int Rate { get; init; } = 16_000;

    /// <summary>How much louder speech is than a hiss behind it, in decibels; null is silence behind it.</summary>
    public double? SpeechToNoise { get; init; }

    /// <summary>Which hiss.</summary>
    public int Seed { get; init; } = 1;

    internal WhiteNoise? Noise =>
        SpeechToNoise is { } decibels ? new(WordTone.Loudness * Math.Pow(10, -decibels / 20), Seed) : null;

    /// <summary>As a WAV file of one channel of 16 bits, which is made while it is read. It knows its length.</summary>
    public Stream OpenWav() => new RecordingStream(this, hasHead: true);

    /// <summary>The samples alone, little-endian.</summary>
    public Stream OpenPcm() => new RecordingStream(this, hasHead: false);

    /// <summary>Writes the WAV file.</summary>
    public async Task WriteWavAsync(string path, CancellationToken cancel = default)
    {
        await using var wav = OpenWav();
        await using var file = File.Create(path, 1 << 16);
        await wav.CopyToAsync(file, 1 << 16, cancel);
    }

    /// <summary>The WAV file, for recordings of minutes.</summary>
    public byte[] ToWav()
    {
        using var wav = OpenWav();
        var file = new byte[wav.Length];
        wav.ReadExactly(file);
        return file;
    }

    /// <summary>Who speaks when: words of one voice with pauses of less than so many seconds are one turn.</summary>
    public IReadOnlyList<SpokenTurn> Turns(double pause = 0.8) => SpokenTurn.Of(Words, pause);
}
