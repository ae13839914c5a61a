namespace SparkControl.Simulator.Docker;

/// <summary>Whether and when docker starts a container again that ended by itself. Pure.</summary>
internal static class RestartRules
{
    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _settled = TimeSpan.FromSeconds(10);

    /// <param name="policy">As `docker run --restart` writes it.</param>
    /// <param name="exitCode">How it ended.</param>
    /// <param name="restarts">How often it was started again since somebody did so by hand.</param>
    public static bool Wants(string policy, int exitCode, int restarts) => policy.Split(':') switch
    {
        ["always"] or ["unless-stopped"] => true,
        ["on-failure"] => exitCode != 0,
        ["on-failure", var most] => exitCode != 0 && int.TryParse(most, out var limit) && restarts < limit,
        _ => false
    };

    /// <summary>Twice as long as before, unless it has run for ten seconds.</summary>
    public static TimeSpan Delay(TimeSpan before, TimeSpan lived)
    {
        if (before == TimeSpan.Zero || lived >= _settled) return _first;
        return before * 2 < _longest ? before * 2 : _longest;
    }
}
