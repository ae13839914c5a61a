namespace SparkControl.Contracts.Uptime;

/// <summary>How fine the buckets are, and how many there are of them: their number never changes.</summary>
/// <param name="Name">What the fields begin with.</param>
/// <param name="Length">How long one bucket is.</param>
/// <param name="Count">Buckets kept.</param>
public sealed record UptimeScale(char Name, TimeSpan Length, int Count)
{
    /// <summary>A day of minutes.</summary>
    public static UptimeScale Minutes { get; } = new('m', TimeSpan.FromMinutes(1), 1440);

    /// <summary>Thirty days of hours.</summary>
    public static UptimeScale Hours { get; } = new('h', TimeSpan.FromHours(1), 720);

    /// <summary>A year of days.</summary>
    public static UptimeScale Days { get; } = new('d', TimeSpan.FromDays(1), 365);

    /// <summary>All of them; each second is counted in each.</summary>
    public static IReadOnlyList<UptimeScale> All { get; } = [Minutes, Hours, Days];

    /// <summary>The scale of a field; null when it is none of a bucket.</summary>
    public static UptimeScale? Of(string field) => All.FirstOrDefault(scale => field.StartsWith(scale.Name));

    /// <summary>The number of the bucket that a moment is in, counted from 1970.</summary>
    public long Number(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / (long)Length.TotalMilliseconds;

    /// <summary>When a bucket begins.</summary>
    public DateTimeOffset Begin(long number) =>
        DateTimeOffset.FromUnixTimeMilliseconds(number * (long)Length.TotalMilliseconds);

    /// <summary>Where a bucket is stored: the place of the one that was <see cref="Count"/> before it.</summary>
    public string Field(long number) => FormattableString.Invariant($"{Name}{number % Count}");
}
