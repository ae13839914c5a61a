namespace SparkControl.Simulator.Speech.Listening;

/// <summary>
/// How loud it is when nobody speaks: the quietest block of the last seconds that was not digital silence.
/// </summary>
internal sealed class Background
{
    /// <summary>Louder than so much is no background, however long it lasts.</summary>
    private const float Loudest = 0.1f;

    private const float Silence = 0.0005f, Quiet = 0.01f, Above = 1.4f;

    private const int Bucket = 60;

    private float _now = float.MaxValue, _before = float.MaxValue;
    private int _blocks;

    /// <summary>Whether a block of this loudness is more than the background; it is counted.</summary>
    public bool IsExceededBy(float loudness)
    {
        if (_blocks++ % Bucket == 0) (_before, _now) = (_now, float.MaxValue);
        if (loudness > Silence) _now = Math.Min(_now, loudness);
        var quietest = Math.Min(_now, _before);
        var floor = quietest < float.MaxValue ? Math.Min(quietest, Loudest) : 0;
        return loudness > Math.Max(Quiet, Above * floor);
    }
}
