using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.Benchmarks;

/// <summary>What wrk has measured.</summary>
/// <param name="PerSecond">Requests answered in a second.</param>
/// <param name="P99Ms">The latency that 99 of 100 were not above.</param>
/// <param name="Failed">Answers that were none, or no success.</param>
internal sealed partial record Wrk(double PerSecond, double P99Ms, long Failed)
{
    /// <summary>
    /// Loads an address from two threads on two cores, each connection asking again as soon as it has its answer.
    /// </summary>
    /// <param name="address">What is asked.</param>
    /// <param name="connections">How many.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="InvalidOperationException">There is no wrk, or it says nothing that can be read.</exception>
    public static async Task<Wrk> RunAsync(Uri address, int connections, int seconds, CancellationToken cancel)
    {
        using var process = Start(["-t2", $"-c{connections}", $"-d{seconds}s", "--latency", address.ToString()]);
        var said = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return Read(said) ?? throw new InvalidOperationException($"wrk said nothing that can be read:\n{said}");
    }

    /// <summary>Understands what wrk prints; null when that is something else.</summary>
    public static Wrk? Read(string said)
    {
        var (rate, p99) = (Rate().Match(said), P99().Match(said));
        if (!rate.Success || !p99.Success) return null;

        var unit = p99.Groups[2].Value switch { "us" => 0.001, "ms" => 1, "s" => 1000, _ => 60_000 };
        var failed = Errors().Matches(said).Concat(NoSuccess().Matches(said))
            .Sum(match => long.Parse(match.Value, CultureInfo.InvariantCulture));
        return new(Number(rate.Groups[1]), Number(p99.Groups[1]) * unit, failed);
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(Pinned(arguments))!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException("This benchmark needs wrk: apt-get install wrk.");
        }
    }

    private static ProcessStartInfo Pinned(string[] arguments)
    {
        var start = Cores.Start("wrk", arguments);
        start.RedirectStandardOutput = true;
        return start;
    }

    private static double Number(Group text) => double.Parse(text.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"\n\s+99%\s+([\d.]+)(us|ms|s|m)\b")]
    private static partial Regex P99();

    [GeneratedRegex(@"(?<=Socket errors:.*)\d+")]
    private static partial Regex Errors();

    [GeneratedRegex(@"(?<=Non-2xx or 3xx responses: )\d+")]
    private static partial Regex NoSuccess();
}
