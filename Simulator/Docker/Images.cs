namespace SparkControl.Simulator.Docker;

/// <summary>The images of one node by reference, each with its id.</summary>
internal sealed class Images
{
    private readonly Dictionary<string, Image> _byReference = [];
    private readonly Lock _gate = new();

    public IReadOnlyList<Image> All
    {
        get
        {
            lock (_gate) return [.. _byReference.Values];
        }
    }

    public Image? Find(string reference)
    {
        lock (_gate)
        {
            return _byReference.GetValueOrDefault(Tagged(reference)) ??
                _byReference.Values.FirstOrDefault(image => Matches(image.Id, reference));
        }
    }

    public void Put(string reference, string id, DateTimeOffset created)
    {
        lock (_gate) _byReference[Tagged(reference)] = new(Tagged(reference), id, created);
    }

    public bool Remove(string reference)
    {
        lock (_gate) return _byReference.Remove(Tagged(reference));
    }

    public static string Tagged(string reference) =>
        reference.LastIndexOf(':') > reference.LastIndexOf('/') ? reference : reference + ":latest";

    private static bool Matches(string id, string asked) => asked.Length >= 6 &&
        id.Replace("sha256:", "", StringComparison.Ordinal)
            .StartsWith(asked.Replace("sha256:", "", StringComparison.Ordinal), StringComparison.Ordinal);
}

/// <summary>An image: reference with tag, "sha256:…" id, and when it was made.</summary>
internal sealed record Image(string Reference, string Id, DateTimeOffset Created)
{
    public string Repository => Reference[..Reference.LastIndexOf(':')];

    public string Tag => Reference[(Reference.LastIndexOf(':') + 1)..];
}
