namespace SparkControl.Simulator.Speech;

/// <summary>How the diarizer errs. The same audio gets the same errors.</summary>
public sealed record DiarizerErrors
{
    /// <summary>It errs as real ones do.</summary>
    public static DiarizerErrors Usual { get; } = new()
    {
        Boundary = 0.2,
        ShortestTurn = 0.5,
        ShortestClip = 1,
        WrongPrefix = 0.1
    };

    /// <summary>Turns begin and end up to so many seconds too early or too late.</summary>
    public double Boundary { get; init; }

    /// <summary>Shorter turns are not heard, in seconds.</summary>
    public double ShortestTurn { get; init; }

    /// <summary>Half of all shorter turns are taken for the end of the turn before, in seconds.</summary>
    public double ShortestClip { get; init; }

    /// <summary>
    /// How many of the clips at the beginning get another one's label, 0 to 1. A clip is a turn of at most six seconds
    /// with a pause of about half a second behind it.
    /// </summary>
    public double WrongPrefix { get; init; }

    /// <summary>Which errors.</summary>
    public int Seed { get; init; } = 1;
}
