namespace SparkControl.Simulator.Speech.Listening;

/// <summary>Block by block: which tones go on, and what was said when it is quiet again.</summary>
internal sealed class ToneEar(int rate)
{
    /// <summary>A sound is a word no longer than so many blocks: after 0.6 s the next one begins.</summary>
    public const int Longest = 24;

    /// <summary>Sound that is no tone is a word from 0.1 s on; and so much sound in one go is never kept.</summary>
    private const int ShortestNoise = 4, LongestIsland = 1200;

    /// <summary>
    /// Amplitudes of 1 are full scale. Below the first nothing is looked at, below the second is no tone.
    /// </summary>
    private const float Silence = 0.003f, Quiet = 0.01f;

    /// <summary>
    /// A tone is so much louder than the middle one of all, and not below such a part of the loudest.
    /// </summary>
    private const float AboveNoise = 3.5f, BesideLoudest = 0.15f;

    private readonly ToneLevels _tones = new(rate);
    private readonly ToneRun[] _runs = [.. Enumerable.Range(0, ToneLevels.Count).Select(_ => new ToneRun())];
    private readonly float[] _levels = new float[ToneLevels.Count], _sorted = new float[ToneLevels.Count];
    private readonly float[] _noise = new float[ToneLevels.Count];
    private readonly Background _background = new();
    private readonly Island _island = new();
    private readonly List<(int Voice, int Word, double Start, double End)> _words = [];
    private int _at, _islandStart = -1, _loudBlocks;

    /// <summary>What was heard until now, with times in blocks.</summary>
    public IReadOnlyList<(int Voice, int Word, double Start, double End)> Words => _words;

    /// <param name="block">The next samples, as many as a block has, -1 to 1.</param>
    public void Hear(ReadOnlySpan<float> block)
    {
        var loudness = ToneLevels.Loudness(block);
        var isLoud = _background.IsExceededBy(loudness);
        var isTone = loudness > Silence && FollowTones(block);
        EndRuns(run => run.Last < _at);
        if (_islandStart >= 0) EndIsland(isOver: !isLoud && !isTone);
        if (isLoud || isTone) GoOn(isLoud);
        _at++;
    }

    public void Finish()
    {
        EndRuns(_ => true);
        if (_islandStart >= 0) Settle();
    }

    private bool FollowTones(ReadOnlySpan<float> block)
    {
        _tones.Measure(block, _levels);
        _levels.CopyTo(_sorted, 0);
        Array.Sort(_sorted);
        var least = Math.Max(Quiet, AboveNoise * _sorted[_sorted.Length / 2]);
        var hasVoice = Follow(0, Tones.Voices, least);
        var hasWord = Follow(Tones.Voices, ToneLevels.Count, least);
        return hasVoice || hasWord;
    }

    private bool Follow(int from, int to, float least)
    {
        foreach (var level in _levels.AsSpan(from..to)) least = Math.Max(least, BesideLoudest * level);
        var isOn = false;
        for (var tone = from; tone < to; tone++)
        {
            if (_levels[tone] < least) continue;
            if (_runs[tone].IsFull) EndRun(tone);
            _runs[tone].Add(_at, _levels[tone]);
            isOn = true;
        }

        return isOn;
    }

    private void EndRuns(Func<ToneRun, bool> ends)
    {
        for (var tone = 0; tone < _runs.Length; tone++)
        {
            if (_runs[tone].IsOn && ends(_runs[tone])) EndRun(tone);
        }
    }

    private void EndRun(int tone)
    {
        if (_runs[tone].End(tone) is not { } track) return;
        if (tone < Tones.Voices) _island.AddVoice(track);
        else _island.AddWord(track with { Tone = tone - Tones.Voices });
    }

    // Noise has no quiet moment: then one without a tone will do, and in the end any.
    private void EndIsland(bool isOver)
    {
        var length = _at - _islandStart;
        if (length >= LongestIsland) EndRuns(_ => true);
        if (isOver || (length >= Longest && !_runs.Any(run => run.IsOn))) Settle();
    }

    private void GoOn(bool isLoud)
    {
        if (_islandStart < 0) _islandStart = _at;
        if (!isLoud) return;
        _loudBlocks++;
        for (var tone = 0; tone < _noise.Length; tone++) _noise[tone] += _levels[tone];
    }

    private void Settle()
    {
        var said = _island.Take();
        foreach (var (voice, word) in said) _words.Add((voice, word.Tone, word.Start, word.End));
        if (said.Count == 0 && _loudBlocks >= ShortestNoise)
            _words.Add((Loudest(0, Tones.Voices), Loudest(Tones.Voices, _noise.Length), _islandStart, _at));
        (_islandStart, _loudBlocks) = (-1, 0);
        _noise.AsSpan().Clear();
    }

    private int Loudest(int from, int to)
    {
        var loudest = from;
        for (var tone = from; tone < to; tone++) loudest = _noise[tone] > _noise[loudest] ? tone : loudest;
        return loudest - from;
    }
}
