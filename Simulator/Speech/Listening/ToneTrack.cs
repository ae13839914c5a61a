namespace SparkControl.Simulator.Speech.Listening;

/// <summary>One tone without a pause.</summary>
/// <param name="Tone">Which, of the voices or of the words.</param>
/// <param name="Start">In blocks from the beginning, to a part of one.</param>
/// <param name="End">In blocks from the beginning.</param>
/// <param name="Level">Its amplitude.</param>
internal readonly record struct ToneTrack(int Tone, double Start, double End, float Level)
{
    public double Length => End - Start;
}
