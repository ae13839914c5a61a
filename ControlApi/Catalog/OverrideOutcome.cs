using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>What became of a change of a model's settings.</summary>
internal abstract record OverrideOutcome
{
    /// <summary>It is written and in force.</summary>
    public sealed record Saved(CatalogModel Model) : OverrideOutcome;

    /// <summary>No model has this key.</summary>
    public sealed record Unknown : OverrideOutcome;

    /// <summary>Nothing is changed: the file does not allow it.</summary>
    /// <param name="Code">A word for programs.</param>
    /// <param name="Title">What is in the way.</param>
    /// <param name="Detail">What to do about it.</param>
    public sealed record Conflicting(string Code, string Title, string Detail) : OverrideOutcome
    {
        /// <summary>The HTTP status.</summary>
        public int Status { get; init; } = StatusCodes.Status409Conflict;

        public static Conflicting Moved { get; } = new(
            "moved", "The model's settings were changed in the meantime",
            "Look at what they are now and make your change again.");

        public static Conflicting Unreadable(FileProblem file) =>
            new("unreadable", $"{file.File} cannot be read", file.MendFirst());

        public static Conflicting NotWritten(string file, Exception refused)
        {
            var line = (refused as BadFileException)?.Line;
            return new(
                "not_written", "The model's settings could not be written",
                $"{(line is null ? file : $"{file}, line {line}")}: {refused.Message}")
            {
                Status = FileFailure.StatusOf(refused)
            };
        }
    }
}
