using YamlDotNet.Core;
using CommentToken = YamlDotNet.Core.Tokens.Comment;

namespace SparkControl.ControlApi.Files;

/// <summary>A comment of a YAML file, from its “#” on, and its line, from 1.</summary>
internal readonly record struct YamlComment(string Text, int Line)
{
    /// <summary>The comments of a text that can be read.</summary>
    /// <exception cref="BadFileException">They cannot be told from the rest.</exception>
    public static IReadOnlyList<YamlComment> AllIn(string text)
    {
        try
        {
            List<YamlComment> found = [];
            var lines = YamlLines.Split(text);
            var scanner = new Scanner(new StringReader(YamlLines.Join(lines, "\n")), skipComments: false);
            while (scanner.MoveNext())
            {
                if (scanner.Current is CommentToken comment) found.Add(At(lines, comment.Start));
            }

            return found;
        }
        catch (Exception broken) when (
            broken is YamlException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new BadFileException(
                (int?)(broken as YamlException)?.Start.Line,
                "SparkControl cannot tell its comments apart. Change it by hand.");
        }
    }

    private static YamlComment At(List<string> lines, Mark start) =>
        new(lines[(int)start.Line - 1][(int)(start.Column - 1)..].TrimEnd(), (int)start.Line);
}
