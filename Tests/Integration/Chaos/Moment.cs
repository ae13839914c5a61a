using System.Diagnostics;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>Waits for a condition of other processes, and says how long it took.</summary>
internal static class Moment
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    public static async Task<TimeSpan> WhenAsync(
        Func<Task<bool>> condition, Func<string> what, TimeSpan? patience = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > (patience ?? Patience))
                Assert.Fail($"It never came true that {what()}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    public static Task<TimeSpan> WhenAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null) =>
        WhenAsync(condition, () => what, patience);
}
