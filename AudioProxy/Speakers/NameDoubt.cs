namespace SparkControl.AudioProxy.Speakers;

/// <summary>Why a name is not certain.</summary>
internal enum DoubtKind
{
    /// <summary>Neither clips nor voices told who it is.</summary>
    Unrecognised,

    /// <summary>Somebody else is almost as much alike.</summary>
    Alike,

    /// <summary>There was too little speech.</summary>
    Short,

    /// <summary>In the seconds that both windows hear it was somebody else.</summary>
    OverlapDiffers,

    /// <summary>Somebody known was not among those whom it was compared with: as it is with more than four.</summary>
    NotCompared
}

/// <summary>A name that may be wrong.</summary>
/// <param name="Label">The label that got it.</param>
/// <param name="Kind">Why it may be wrong.</param>
/// <param name="Others">Who it may be instead.</param>
internal sealed record NameDoubt(string Label, DoubtKind Kind, params IReadOnlyList<string> Others);
