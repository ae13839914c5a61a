namespace SparkControl.Simulator.Speech.Dialogues;

/// <summary>Who speaks next, when and for how long, in one conversation.</summary>
internal sealed class TurnTaking(Conversation conversation)
{
    private const double Margin = 0.1;

    private readonly Random _random = new(conversation.Seed);
    private readonly double[] _talkative = new double[conversation.Voices.Count];
    private readonly double[] _freeAt = new double[conversation.Voices.Count];
    private int _last = -1, _before = -1;

    /// <summary>Turns in the order in which they begin, each of one word or more.</summary>
    public IEnumerable<IReadOnlyList<SpokenWord>> Turns()
    {
        for (var i = 0; i < _talkative.Length; i++) _talkative[i] = 0.5 + _random.NextDouble();
        var (begun, end) = (0.0, 0.3);
        for (var count = 0; ; count++)
        {
            var speaker = Next(count);
            var start = Math.Max(Begin(begun, end), _freeAt[speaker] + Margin);
            List<SpokenWord> turn = [.. Speech(speaker, start)
                .TakeWhile(word => word.End < conversation.Seconds - Margin)];
            if (turn.Count == 0) yield break;
            (begun, _freeAt[speaker]) = (start, turn[^1].End);
            end = Math.Max(end, turn[^1].End);
            yield return turn;
        }
    }

    // Everybody says something first; then it is mostly two who talk with one another.
    private int Next(int count)
    {
        var speakers = conversation.Voices.Count;
        var next = count < speakers ? count
            : _before >= 0 && _before != _last && _random.NextDouble() < 0.4 ? _before
            : Weighted();
        (_before, _last) = (_last, next);
        return next;
    }

    private int Weighted()
    {
        if (_talkative.Length == 1) return 0;
        var others = Enumerable.Range(0, _talkative.Length).Where(speaker => speaker != _last).ToList();
        var chance = _random.NextDouble() * others.Sum(speaker => _talkative[speaker]);
        foreach (var speaker in others)
        {
            chance -= _talkative[speaker];
            if (chance < 0) return speaker;
        }

        return others[^1];
    }

    private double Begin(double begun, double end)
    {
        var (isOver, isSilence) = (_random.NextDouble() < conversation.Overlaps, _random.NextDouble() < SilenceShare);
        // Some fall in at the end, some say a word in the middle.
        if (isOver)
            return begun + Margin + (end - begun - Margin) * (_random.NextDouble() < 0.5 ? 0.9 : _random.NextDouble());
        return end + (isSilence
            ? conversation.LongestSilence * (1 + 2 * _random.NextDouble()) / 3
            : Math.Min(2.5, 0.15 + Wait(0.35)));
    }

    // A turn is about six seconds long.
    private double SilenceShare => conversation.SilencesPerHour * 6 / 3600;

    private IEnumerable<SpokenWord> Speech(int speaker, double start)
    {
        var voice = conversation.Voices[speaker];
        var (left, phrase) = (Length(), _random.Next(4, 10));
        var loudness = 0.6 + 0.4 * (_talkative[speaker] - 0.5);
        for (var at = start; left > 0; left--, phrase--)
        {
            var end = at + 0.18 + 0.14 * _random.NextDouble();
            yield return new(voice, Tones.Words[_random.Next(Tones.Words.Count)], at, end) { Loudness = loudness };
            at = end + 0.06 + 0.06 * _random.NextDouble();
            if (phrase > 1) continue;
            at += 0.2 + Wait(0.3);
            phrase = _random.Next(4, 10);
        }
    }

    // In words: many answers of one to three, the rest around a dozen, a few speeches.
    private int Length() => _random.NextDouble() < 0.2
        ? _random.Next(1, 4)
        : (int)Math.Clamp(14 * Math.Exp(0.8 * Normal()), 3, 150);

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private double Wait(double mean) => -mean * Math.Log(1 - _random.NextDouble());
}
