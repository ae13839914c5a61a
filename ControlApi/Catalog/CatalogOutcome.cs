using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>What becomes of a change of the user's part of the catalog.</summary>
internal abstract record CatalogOutcome
{
    /// <summary>It can be made; once the store has answered with it, it is written and in force.</summary>
    /// <param name="After">What the files say with it.</param>
    public sealed record Saved(CatalogDraft After) : CatalogOutcome;

    /// <summary>No model has this key.</summary>
    public sealed record Unknown : CatalogOutcome;

    /// <summary>A value that is not as it must be, in the light of the rest.</summary>
    /// <param name="Field">Its name in the request.</param>
    /// <param name="Sentence">What is wrong with it.</param>
    public sealed record Invalid(string Field, string Sentence) : CatalogOutcome;

    /// <summary>Nothing is changed: what is there does not allow it.</summary>
    /// <param name="Code">A word for programs.</param>
    /// <param name="Title">What is in the way.</param>
    /// <param name="Detail">What to do about it.</param>
    public sealed record Conflicting(string Code, string Title, string Detail) : CatalogOutcome
    {
        /// <summary>The HTTP status.</summary>
        public int Status { get; init; } = StatusCodes.Status409Conflict;

        public static Conflicting Moved { get; } = new(
            "moved", "The model was changed in the meantime",
            "Look at what it is now and make your change again.");

        public static Conflicting Bundled(string key) => new(
            "bundled_model", $"{key} comes with SparkControl and is not changed itself",
            $"Change its settings (PUT /api/models/{key}/settings), or add a copy with a key of its own "
            + "(POST /api/models).");

        public static Conflicting Taken(string key) => new(
            "key_taken", $"There is an entry {key} already",
            "Choose another key, or send none and one is made from the name.");

        public static Conflicting Unreadable(FileProblem file) =>
            new("unreadable", $"{file.File} cannot be read", file.MendFirst());

        public static Conflicting NotWritten(string file, Exception refused)
        {
            var line = (refused as BadFileException)?.Line;
            return new(
                "not_written", "The change could not be written",
                $"{(line is null ? file : $"{file}, line {line}")}: {refused.Message}")
            {
                Status = FileFailure.StatusOf(refused)
            };
        }
    }
}
