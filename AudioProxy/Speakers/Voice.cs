namespace SparkControl.AudioProxy.Speakers;

/// <summary>How somebody sounds: the mean of fingerprints, each of length 1, weighted by seconds of speech.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Seconds">The speech that is in it.</param>
internal sealed record Voice(float[] Mean, double Seconds)
{
    /// <summary>Of less speech a fingerprint tells little: it is compared, but nothing is learnt from it.</summary>
    public const double EnoughSeconds = 5;

    public bool IsShort => Seconds < EnoughSeconds;

    /// <returns>Null where a fingerprint says nothing.</returns>
    public static Voice? Of(float[] fingerprint, double seconds)
    {
        var length = Math.Sqrt(fingerprint.Sum(x => (double)x * x));
        return double.IsFinite(length) && length > 0
            ? new([.. fingerprint.Select(x => (float)(x / length))], seconds)
            : null;
    }

    /// <summary>With what was heard anew. What is known of little speech gives way to what is known of more.</summary>
    public Voice With(Voice heard)
    {
        if (heard.Mean.Length != Mean.Length) return this;
        if (IsShort || heard.IsShort) return heard.Seconds > Seconds ? heard : this;

        var seconds = Seconds + heard.Seconds;
        var mean = Mean.Zip(heard.Mean, (old, now) => (float)((old * Seconds + now * heard.Seconds) / seconds));
        return new([.. mean], seconds);
    }

    /// <summary>From -1 to 1; null where the two cannot be compared.</summary>
    public double? Cosine(Voice other)
    {
        if (other.Mean.Length != Mean.Length) return null;

        var (dot, mine, theirs) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Mean.Length; i++)
        {
            dot += (double)Mean[i] * other.Mean[i];
            mine += (double)Mean[i] * Mean[i];
            theirs += (double)other.Mean[i] * other.Mean[i];
        }

        var lengths = Math.Sqrt(mine * theirs);
        return lengths > 0 ? dot / lengths : null;
    }
}
