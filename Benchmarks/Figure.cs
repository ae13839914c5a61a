using System.Globalization;

namespace SparkControl.Benchmarks;

/// <summary>Something measured, and what it is to be judged by.</summary>
/// <param name="Name">The benchmark, and which of its figures.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Unit">Of the value and its limit.</param>
/// <param name="Limit">More than this is too much; or less, see <see cref="IsLeast"/>.</param>
/// <param name="Against">What it is compared with, in words.</param>
internal sealed record Figure(string Name, double Value, string Unit, double Limit, string Against)
{
    /// <summary>More is better, and the limit is the least that will do.</summary>
    public bool IsLeast { get; init; }

    public bool IsOver => IsLeast ? !(Value >= Limit) : !(Value <= Limit);

    private string Verdict => !IsOver ? "ok" : IsLeast ? "under" : "over";

    private string Bound => IsLeast ? "at least" : "limit";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {Value:0.##} {Unit} ({Bound} {Limit:0.##}; compared with {Against}) {Verdict}");
}
