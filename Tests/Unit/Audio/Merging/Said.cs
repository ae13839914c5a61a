using System.Globalization;
using SparkControl.AudioProxy.Speech;

namespace SparkControl.Tests.Unit.Audio.Merging;

/// <summary>Words and turns written as <c>text@start-end</c>, in seconds.</summary>
internal static class Said
{
    public static SpokenWord[] Words(string text) =>
        [.. Parts(text).Select(part => new SpokenWord(part.What, part.Start, part.End))];

    public static Turn[] Turns(string text) =>
        [.. Parts(text).Select(part => new Turn(part.What, part.Start, part.End))];

    public static string Text(IEnumerable<SpokenWord> words) => string.Join(' ', words.Select(word => word.Text));

    private static IEnumerable<(string What, double Start, double End)> Parts(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part =>
        {
            var (what, times) = (part[..part.IndexOf('@')], part[(part.IndexOf('@') + 1)..].Split('-'));
            return (what, Number(times[0]), Number(times[1]));
        });

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
