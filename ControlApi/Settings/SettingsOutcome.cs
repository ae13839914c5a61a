namespace SparkControl.ControlApi.Settings;

/// <summary>What became of a change of settings.</summary>
internal abstract record SettingsOutcome
{
    /// <summary>It is written and in force.</summary>
    public sealed record Saved(SettingsView View) : SettingsOutcome;

    /// <summary>Nothing is changed: these values are not good.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string[]> Errors) : SettingsOutcome;

    /// <summary>Nothing is changed: it does not fit what is there.</summary>
    /// <param name="Code">A word for programs.</param>
    /// <param name="Title">What is in the way.</param>
    /// <param name="Detail">What to do about it.</param>
    public sealed record Conflicting(string Code, string Title, string Detail) : SettingsOutcome
    {
        /// <summary>The HTTP status.</summary>
        public int Status { get; init; } = StatusCodes.Status409Conflict;
    }
}
