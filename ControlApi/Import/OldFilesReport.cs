namespace SparkControl.ControlApi.Import;

/// <summary>What became of the files that an earlier program has left in the data directory.</summary>
/// <param name="At">When they were read.</param>
/// <param name="Taken">What is in force, or in the log, from then on.</param>
/// <param name="Kept">What is not; it stays in the file as it was.</param>
public sealed record OldFilesReport(
    DateTimeOffset At, IReadOnlyList<TakenPart> Taken, IReadOnlyList<KeptPart> Kept);

/// <summary>Something that was taken.</summary>
/// <param name="File">The file, by the name that it had.</param>
/// <param name="What">What it is, in a few words.</param>
/// <param name="Count">How many, where there are several of a kind.</param>
public sealed record TakenPart(string File, string What, int? Count = null);

/// <summary>Something that was not taken.</summary>
/// <param name="File">The file, by the name that it had.</param>
/// <param name="What">What it is, in a few words.</param>
/// <param name="Why">The reason, as a sentence.</param>
public sealed record KeptPart(string File, string What, string Why);
