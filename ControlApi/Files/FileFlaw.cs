using SparkControl.Contracts;

namespace SparkControl.ControlApi.Files;

/// <summary>One value of a readable file that cannot be used.</summary>
/// <param name="Line">Its line, from 1; null when there is none.</param>
/// <param name="Sentence">What is wrong with it.</param>
internal sealed record FileFlaw(int? Line, string Sentence);

/// <summary>What a file says.</summary>
/// <param name="Value">All that can be used.</param>
/// <param name="Flaws">What cannot.</param>
internal sealed record FileContent<T>(T Value, IReadOnlyList<FileFlaw> Flaws);

internal static class FileProblems
{
    /// <summary>Why nothing can be written now, and what its owner can do.</summary>
    public static string MendFirst(this FileProblem file)
    {
        var place = file.Line is { } line ? $"{file.File}, line {line}" : file.File;
        return $"{place}: {file.Problem} Mend it first; nothing is written over it.";
    }
}
