using SparkControl.AudioProxy.Windows;

namespace SparkControl.AudioProxy.Speakers;

/// <summary>The sentences about speakers that a transcript can carry. Each names its minute.</summary>
internal static class SpeakerWarnings
{
    /// <param name="window">The window they are about.</param>
    /// <param name="call">What was heard in it.</param>
    /// <param name="names">What is in doubt.</param>
    /// <param name="all">The name of each label, new ones too.</param>
    /// <param name="saysFour">Whether to say that there may be a fifth voice.</param>
    public static IReadOnlyList<string> Of(
        AudioWindow window, HeardCall call, LabelNames names, IReadOnlyDictionary<string, string> all, bool saysFour)
    {
        var warnings = new List<string>();
        var isKept = names.Doubts
            .Where(doubt => doubt.Kind == DoubtKind.Unrecognised)
            .ToLookup(doubt => names.Known.ContainsKey(doubt.Label), doubt => all[doubt.Label]);
        if (isKept.Count > 0) warnings.Add(Unrecognised(window, [.. isKept[true]], [.. isKept[false]]));
        foreach (var doubt in names.Doubts.Where(doubt => doubt.Kind is not (DoubtKind.Unrecognised or DoubtKind.Told)))
        {
            warnings.Add(Sentence(doubt, all[doubt.Label], Minute(call.FirstHeard(doubt.Label))));
        }

        if (saysFour) warnings.Add(Four(Minute(window.StartSeconds)));
        return warnings;
    }

    private static string Unrecognised(AudioWindow window, string[] kept, string[] fresh)
    {
        var text = $"From minute {Minute(window.StartSeconds)} to {Minute(window.EndSeconds)} some voices could not be "
            + "recognised by what was heard of them before.";
        if (kept.Length > 0) text += $" {All(kept)}: told only by the few seconds that both parts heard.";
        if (fresh.Length > 0) text += $" {All(fresh)}: maybe somebody who had another name before.";
        return text;
    }

    private static string Sentence(NameDoubt doubt, string name, int minute) =>
        $"At minute {minute} a voice is called {name} " + doubt.Kind switch
        {
            DoubtKind.Alike => $"that sounds almost as much like {All(doubt.Others)}.",
            DoubtKind.Contested => $"though another one sounds almost as much like {name}.",
            DoubtKind.Short => "after too little speech to be certain.",
            DoubtKind.Split => $"though not all that was heard of {name} before is like it.",
            DoubtKind.OneClip => $"after one short comparison; it may be {All(doubt.Others)} instead.",
            DoubtKind.Same => $"that was called {All(doubt.Others)} before: the two are probably one person.",
            DoubtKind.OverlapDiffers => $"that was {All(doubt.Others)} a moment before.",
            _ => $"that could not be compared well with {All(doubt.Others)}."
        };

    private static string Four(int minute) =>
        $"From minute {minute} on four voices are told apart, and no more can be: "
        + "a fifth would have one of their names.";

    private static int Minute(double seconds) => (int)(seconds / 60);

    private static string All(IReadOnlyList<string> names) =>
        names.Count > 1 ? $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}" : names[0];
}
