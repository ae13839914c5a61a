namespace SparkControl.ControlApi.Connectivity;

/// <summary>What a client may still report now. It fills up again with time.</summary>
/// <param name="Left">Reports left, the begun one of the next too.</param>
/// <param name="At">When that was.</param>
internal readonly record struct ReportAllowance(double Left, DateTimeOffset At)
{
    /// <summary>What is left at a later moment.</summary>
    public ReportAllowance Until(DateTimeOffset now, ReportOptions options)
    {
        var passed = Math.Max(0, (now - At).TotalMinutes);
        return new(Math.Min(options.Burst, Left + passed * options.PerMinute), now);
    }

    /// <summary>After one more report; null when there is none left.</summary>
    public ReportAllowance? Take() => Left >= 1 ? this with { Left = Left - 1 } : null;

    /// <summary>How long until there is one.</summary>
    public TimeSpan Wait(ReportOptions options) => TimeSpan.FromMinutes((1 - Left) / options.PerMinute);
}
