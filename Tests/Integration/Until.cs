using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace SparkControl.Tests.Integration;

/// <summary>Waits for what another process does, where nothing tells us.</summary>
internal static class Until
{
    /// <param name="condition">Asked again and again.</param>
    /// <param name="what">The condition in words.</param>
    /// <param name="seconds">Long enough for a machine that is busy with other tests.</param>
    public static Task TrueAsync(
        Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "", int seconds = 60) =>
        TrueAsync(condition, () => what, seconds);

    /// <param name="condition">Asked again and again.</param>
    /// <param name="what">The condition in words, with what was seen last.</param>
    /// <param name="seconds">Long enough for a machine that is busy with other tests.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> what, int seconds = 60)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(seconds))
                Assert.Fail($"It never came true that {what()}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static Task TrueAsync(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "", int seconds = 60) =>
        TrueAsync(() => Task.FromResult(condition()), what, seconds);
}
