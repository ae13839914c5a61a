namespace SparkControl.AudioProxy.Speakers;

/// <summary>Why a name is not certain.</summary>
internal enum DoubtKind
{
    /// <summary>Neither clips nor voices told who it is.</summary>
    Unrecognised,

    /// <summary>Somebody else is almost as much alike.</summary>
    Alike,

    /// <summary>Another voice of the same window is almost as much alike.</summary>
    Contested,

    /// <summary>
    /// As it was in the window before, which has told it: the seconds that both hear say that it is the same voice.
    /// </summary>
    Told,

    /// <summary>There was too little speech.</summary>
    Short,

    /// <summary>In the seconds that both windows hear it was somebody else.</summary>
    OverlapDiffers,

    /// <summary>
    /// Somebody known was not among those whom it was compared with, as it is with more than four, or only by one clip.
    /// </summary>
    NotCompared,

    /// <summary>Not all that was sent of that speaker was told to be this voice.</summary>
    Split,

    /// <summary>Told by one clip, and another one was too: the two may be exchanged.</summary>
    OneClip,

    /// <summary>A name that was given in doubt before is one of this speaker's: it has two.</summary>
    Same
}

/// <summary>A name that may be wrong.</summary>
/// <param name="Label">The label that got it.</param>
/// <param name="Kind">Why it may be wrong.</param>
/// <param name="Others">Who it may be instead.</param>
internal sealed record NameDoubt(string Label, DoubtKind Kind, params IReadOnlyList<string> Others);
