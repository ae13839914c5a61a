using SparkControl.Contracts;

namespace SparkControl.ControlApi.Fit;

/// <summary>All that decides whether a model fits.</summary>
/// <param name="Words">How it would be launched.</param>
/// <param name="Rooms">The Sparks' memory, the head's first.</param>
internal sealed record FitQuestion(FitWords Words, IReadOnlyList<NodeRoom> Rooms)
{
    /// <summary>What its own files say; null when nobody has read them.</summary>
    public ModelFacts? Facts { get; init; }

    /// <summary>Why they were not read, as a sentence.</summary>
    public string Missing { get; init; } = "Nothing is known of its weights yet.";

    /// <summary>The Hub is being asked for them.</summary>
    public bool Asked { get; init; }

    /// <summary>The id of the image on the head; null when it is not known.</summary>
    public string? Image { get; init; }

    /// <summary>What good loads of these weights have shown, newest first.</summary>
    public IReadOnlyList<MeasuredLoad> Loads { get; init; } = [];
}
