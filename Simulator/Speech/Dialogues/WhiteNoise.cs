namespace SparkControl.Simulator.Speech.Dialogues;

/// <summary>A hiss, the same for the same seed.</summary>
/// <param name="loudness">Its effective value, where full scale is 1.</param>
/// <param name="seed">Which one.</param>
internal sealed class WhiteNoise(double loudness, int seed)
{
    private readonly float _step = (float)(loudness * Math.Sqrt(3) / (1u << 31));
    private uint _state = unchecked((uint)seed * 2_654_435_761) | 1;

    /// <summary>Adds the noise that follows.</summary>
    public void Add(Span<float> mix)
    {
        var state = _state;
        for (var i = 0; i < mix.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            mix[i] += (int)state * _step;
        }

        _state = state;
    }
}
