namespace SparkControl.Simulator.Docker;

/// <summary>The images of one node: ids, and the references under which each is known.</summary>
internal sealed class Images
{
    private readonly Dictionary<string, string> _ids = [];
    private readonly Dictionary<string, DateTimeOffset> _created = [];
    private readonly Lock _gate = new();

    /// <summary>One for each reference, then the ids that have lost theirs.</summary>
    public IReadOnlyList<Image> All
    {
        get
        {
            lock (_gate)
                return
                [
                    .. _ids.Select(entry => new Image(entry.Key, entry.Value, _created[entry.Value])),
                    .. _created.Where(entry => !_ids.ContainsValue(entry.Key))
                        .Select(entry => new Image(Image.None, entry.Key, entry.Value))
                ];
        }
    }

    public Image? Find(string reference)
    {
        var all = All;
        return all.FirstOrDefault(image => image.Reference == Tagged(reference)) ??
            all.FirstOrDefault(image => Matches(image.Id, reference));
    }

    public IReadOnlyList<string> References(string id)
    {
        lock (_gate) return [.. _ids.Where(entry => entry.Value == id).Select(entry => entry.Key)];
    }

    /// <summary>Gives a reference to an id; the one that had it before stays without.</summary>
    public void Put(string reference, string id, DateTimeOffset created)
    {
        lock (_gate)
        {
            _ids[Tagged(reference)] = id;
            _created.TryAdd(id, created);
        }
    }

    /// <summary>Takes a reference away, and the id with its last one; gives that id, or null.</summary>
    public string? Remove(string reference)
    {
        lock (_gate)
        {
            if (!_ids.Remove(Tagged(reference), out var id) || _ids.ContainsValue(id)) return null;
            _created.Remove(id);
            return id;
        }
    }

    /// <summary>Takes an id away, whatever references it has.</summary>
    public void Delete(string id)
    {
        lock (_gate)
        {
            foreach (var reference in _ids.Where(entry => entry.Value == id).Select(entry => entry.Key).ToList())
                _ids.Remove(reference);
            _created.Remove(id);
        }
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
    public const string None = "<none>:<none>";

    public string Repository => Reference[..Reference.LastIndexOf(':')];

    public string Tag => Reference[(Reference.LastIndexOf(':') + 1)..];

    /// <summary>As docker shows it to people.</summary>
    public string ShortId => Id["sha256:".Length..][..12];
}
