using SparkControl.Contracts;

namespace SparkControl.ControlApi.Files;

internal static class FileProblems
{
    /// <summary>Why nothing can be written now, and what its owner can do.</summary>
    public static string MendFirst(this FileProblem file)
    {
        var place = file.Line is { } line ? $"{file.File}, line {line}" : file.File;
        return $"{place}: {file.Problem} Mend it first; nothing is written over it.";
    }
}
