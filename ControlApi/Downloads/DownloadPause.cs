namespace SparkControl.ControlApi.Downloads;

/// <summary>How long is waited for something that passes.</summary>
internal static class DownloadPause
{
    private const int MostDoublings = 16;

    /// <summary>What a server asks for is heeded up to this.</summary>
    private static readonly TimeSpan MostAsked = TimeSpan.FromHours(1);

    /// <summary>The pause before the next try.</summary>
    /// <param name="before">Pauses in a row before this one.</param>
    /// <param name="asked">When the server wants to be asked again; null when it has not said.</param>
    /// <param name="options">The first and the longest pause.</param>
    public static TimeSpan Of(int before, TimeSpan? asked, DownloadOptions options)
    {
        var doubled = options.RetryFirst * Math.Pow(2, Math.Min(before, MostDoublings));
        var usual = doubled < options.RetryMost ? doubled : options.RetryMost;
        var wanted = asked < MostAsked ? asked.Value : asked is null ? TimeSpan.Zero : MostAsked;
        return wanted > usual ? wanted : usual;
    }

    /// <summary>A pause as people read it.</summary>
    public static string Text(TimeSpan pause) => pause < TimeSpan.FromSeconds(90)
        ? FormattableString.Invariant($"{Math.Ceiling(pause.TotalSeconds):0} s")
        : FormattableString.Invariant($"{Math.Ceiling(pause.TotalMinutes):0} min");
}
