namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// Sizes as people read them beside a download: powers of ten, as the Hub's pages and disks have them.
/// </summary>
internal static class ByteText
{
    public static string Of(long bytes) => bytes switch
    {
        >= 100_000_000_000 => FormattableString.Invariant($"{bytes / 1e9:0} GB"),
        >= 1_000_000_000 => FormattableString.Invariant($"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => FormattableString.Invariant($"{bytes / 1e6:0.0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e3:0} kB")
    };
}
