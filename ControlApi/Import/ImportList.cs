using SparkControl.ControlApi.Connectivity;

namespace SparkControl.ControlApi.Import;

/// <summary>What is taken and what is kept, as it is found: bounded, so that a file of garbage fills no page.</summary>
internal sealed class ImportList
{
    private const int MostOfFile = 60, LongestWhat = 120, LongestWhy = 300;

    private readonly List<TakenPart> _taken = [];
    private readonly List<KeptPart> _kept = [];
    private readonly Dictionary<string, int> _left = [];

    public IReadOnlyList<TakenPart> Taken => _taken;

    /// <summary>In the order in which it was found; what was too much for a list is counted at its end.</summary>
    public IReadOnlyList<KeptPart> Kept =>
    [
        .. _kept,
        .. _left.Select(more => new KeptPart(
            more.Key, FormattableString.Invariant($"{more.Value} more"), "The file has them, and stays as it was."))
    ];

    /// <summary>What was said of a file does not hold.</summary>
    public void Withdraw(string file)
    {
        _taken.RemoveAll(part => part.File == file);
        _kept.RemoveAll(part => part.File == file);
        _left.Remove(file);
    }

    public void Take(string file, string what, int? count = null) =>
        _taken.Add(new(file, Clip(what, LongestWhat), count));

    public void Keep(string file, string what, string why)
    {
        if (_kept.Count(part => part.File == file) < MostOfFile)
        {
            _kept.Add(new(file, Clip(what, LongestWhat), Clip(why, LongestWhy)));
        }
        else
        {
            _left[file] = _left.GetValueOrDefault(file) + 1;
        }
    }

    // Names and texts in old files are anybody's.
    private static string Clip(string text, int longest) => PlainText.Of(text, longest) ?? "?";
}
