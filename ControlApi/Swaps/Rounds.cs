namespace SparkControl.ControlApi.Swaps;

/// <summary>What an activity does again and again.</summary>
internal static class Rounds
{
    /// <summary>How long something that did not work is left alone.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(3);

    /// <summary>How often a node is looked at.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>Acts at once, and again after each pause, until it is cancelled.</summary>
    public static async Task RepeatAsync(
        this TimeProvider time, TimeSpan every, Func<ValueTask> act, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await act();
            await Task.Delay(every, time, cancel);
        }
    }

    /// <summary>Tries until nothing hinders it, and reports what does.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="attempt">Why it was not done, as a sentence; null when it was.</param>
    /// <param name="report">Where to say what hinders the launcher.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task UntilDoneAsync(
        this TimeProvider time, Func<Task<string?>> attempt, Report report, CancellationToken cancel)
    {
        while (await attempt() is { } hindrance)
        {
            await report(new SwapSignal.LauncherHindered(hindrance));
            await Task.Delay(Again, time, cancel);
        }
    }
}
