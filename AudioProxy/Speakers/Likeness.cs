namespace SparkControl.AudioProxy.Speakers;

/// <summary>How much a label sounds like a known speaker.</summary>
internal sealed record Alike(string Name, double Cosine);

/// <summary>How much a label sounds like each known speaker.</summary>
/// <param name="label">The label.</param>
/// <param name="voice">How it sounds; null when the server does not say.</param>
/// <param name="known">Who is known.</param>
internal sealed class Likeness(string label, Voice? voice, IReadOnlyList<KnownSpeaker> known)
{
    private readonly List<Alike> alike = [.. known
        .Select(speaker => (speaker.Name, Cosine: voice is null ? null : speaker.Voice?.Cosine(voice)))
        .Where(speaker => speaker.Cosine is not null)
        .Select(speaker => new Alike(speaker.Name, speaker.Cosine!.Value))
        .OrderByDescending(speaker => speaker.Cosine)];

    public string Label => label;

    /// <summary>Whether there is too little speech to be sure, or none that can be compared.</summary>
    public bool IsShort => voice is not { IsShort: false };

    /// <summary>The most alike first.</summary>
    public IReadOnlyList<Alike> All => alike;

    public Alike? Best => alike.FirstOrDefault();

    /// <summary>The most alike of all others.</summary>
    public Alike? BestWithout(ICollection<string> taken) => alike.Find(speaker => !taken.Contains(speaker.Name));

    /// <summary>How much it is like somebody; null when that cannot be said.</summary>
    public double? To(string name) => alike.Find(speaker => speaker.Name == name)?.Cosine;
}
