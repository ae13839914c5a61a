using System.Collections.Concurrent;
using System.Text.Json;

namespace SparkControl.Contracts.Redis;

/// <summary>
/// The values of a mirror, each as new as it was ever seen within a generation, and who hears of them.
/// </summary>
internal sealed class MirroredValues
{
    private readonly ConcurrentDictionary<string, Entry> entries = new();
    private readonly Lock turn = new();

    /// <summary>Raised, in order, after a value was taken over.</summary>
    public event Action<StateChange>? Changed;

    // Raised when everything was read of a Redis that was replaced or emptied: its revs begin anew.
    private event Action? Renewed;

    /// <summary>Which Redis the values are of, as soon as all of them are; null before.</summary>
    public string? Generation { get; private set; }

    /// <summary>The value of a name; null when there is none.</summary>
    public Entry? Find(string name) => entries.GetValueOrDefault(name);

    /// <summary>Whether a value of this rev would be news.</summary>
    public bool IsNews(string name, long rev) => !entries.TryGetValue(name, out var known) || known.Rev < rev;

    /// <summary>Takes a value over, unless it is older than what is known.</summary>
    public void Apply(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        var rev = document.RootElement.GetProperty("rev").GetInt64();
        lock (turn)
        {
            if (!IsNews(name, rev)) return;

            entries[name] = new(rev, json);
            Changed?.Invoke(new(name, rev, json));
        }
    }

    /// <summary>The names that begin with a word, in no order.</summary>
    public IReadOnlyList<string> Names(string prefix) =>
        [.. entries.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];

    /// <summary>Forgets what is stored no more.</summary>
    public void Keep(IReadOnlyDictionary<string, long> stored)
    {
        foreach (var gone in entries.Keys.Where(name => !stored.ContainsKey(name))) entries.TryRemove(gone, out _);
    }

    /// <summary>Forgets everything: what comes now is of another generation.</summary>
    public void Clear() => entries.Clear();

    /// <summary>Says that everything of a generation was read.</summary>
    public void Complete(string? generation)
    {
        lock (turn)
        {
            if (Generation == generation) return;

            Generation = generation;
            Renewed?.Invoke();
        }
    }

    /// <summary>Everything, and every change after it without a gap, until the result is disposed.</summary>
    public IDisposable Watch(Action<IReadOnlyList<StateChange>> all, Action<StateChange> one)
    {
        void Tell() => all([.. entries.Select(e => new StateChange(e.Key, e.Value.Rev, e.Value.Json))]);

        lock (turn)
        {
            Tell();
            Changed += one;
            Renewed += Tell;
        }

        return new Subscription(() =>
        {
            Changed -= one;
            Renewed -= Tell;
        });
    }

    /// <summary>A value as it came, read when it is first asked for.</summary>
    internal sealed class Entry(long rev, string json)
    {
        private object? value;
        private int failures;

        public long Rev => rev;

        public string Json => json;

        public bool IsFirstFailure => Interlocked.Exchange(ref failures, 1) == 0;

        // A job is read as what all jobs have in common, and as what it is.
        public Observed<T> As<T>()
        {
            if (value is Observed<T> known) return known;

            var read = Wire.Read<Observed<T>>(json);
            value = read;
            return read;
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
