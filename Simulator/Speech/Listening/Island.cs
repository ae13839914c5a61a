namespace SparkControl.Simulator.Speech.Listening;

/// <summary>
/// Sound between two moments of quiet: which low tone belongs to which high one, of several people at once too. What
/// begins and ends together is one word.
/// </summary>
internal sealed class Island
{
    /// <summary>What a difference in loudness counts, beside one of a block in time.</summary>
    private const double LevelWeight = 2;

    private readonly List<ToneTrack> _voices = [], _words = [];

    public void AddVoice(ToneTrack track) => _voices.Add(track);

    public void AddWord(ToneTrack track) => _words.Add(track);

    /// <summary>Who says what, in order of time; times in blocks. It is empty then.</summary>
    public IReadOnlyList<(int Voice, ToneTrack Word)> Take()
    {
        var pairs = Pairs();
        _words.Sort((one, other) => one.Start.CompareTo(other.Start));
        List<(int, ToneTrack)> said =
            [.. _words.Where(pairs.ContainsKey).Select(word => (pairs[word].Tone, word))];
        _voices.Clear();
        _words.Clear();
        return said;
    }

    // The best pairs first. A voice that goes on through two words is of both; a word without a voice is none.
    private Dictionary<ToneTrack, ToneTrack> Pairs()
    {
        var pairs = new Dictionary<ToneTrack, ToneTrack>();
        var taken = new HashSet<ToneTrack>();
        var ranked = Candidates().OrderBy(pair => Distance(pair.Voice, pair.Word)).ToList();
        foreach (var (voice, word) in ranked)
        {
            if (!pairs.ContainsKey(word) && taken.Add(voice)) pairs.Add(word, voice);
        }

        foreach (var (voice, word) in ranked) pairs.TryAdd(word, voice);
        return pairs;
    }

    private IEnumerable<(ToneTrack Voice, ToneTrack Word)> Candidates() =>
        from word in _words
        from voice in _voices
        let common = Math.Min(voice.End, word.End) - Math.Max(voice.Start, word.Start)
        where common > Math.Min(voice.Length, word.Length) / 2
        select (voice, word);

    private static double Distance(ToneTrack voice, ToneTrack word) =>
        Math.Abs(voice.Start - word.Start) + Math.Abs(voice.End - word.End) +
        LevelWeight * Math.Abs(Math.Log(voice.Level / word.Level));
}
