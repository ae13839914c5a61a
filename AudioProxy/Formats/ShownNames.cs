using SparkControl.AudioProxy.Uploads;

namespace SparkControl.AudioProxy.Formats;

/// <summary>Names that somebody has given to speakers, in place of labels. Pure.</summary>
internal sealed class ShownNames
{
    private readonly Dictionary<string, string> names;

    private ShownNames(Dictionary<string, string> names) => this.names = names;

    /// <param name="given">Each a label, a colon and a name; what is none is left out.</param>
    public static ShownNames Of(IEnumerable<string> given)
    {
        var names = new Dictionary<string, string>();
        foreach (var pair in given.Select(one => one.Split(':', 2)))
        {
            if (pair is [var label, var name] && PlainName.Of(name) is { } shown) names[label] = shown;
        }

        return new(names);
    }

    public Transcript In(Transcript transcript) => names.Count == 0 ? transcript : transcript with
    {
        SpeakersDetected = [.. transcript.SpeakersDetected.Select(In).Distinct()],
        Segments = [.. transcript.Segments.Select(segment => segment with { Speaker = In(segment.Speaker) })]
    };

    private string In(string label) => names.GetValueOrDefault(label, label);
}
