using System.Globalization;

namespace SparkControl.Benchmarks;

/// <summary>Something measured, and what it is to be judged by.</summary>
/// <param name="Name">The benchmark, and which of its figures.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Unit">Of the value and its limit.</param>
/// <param name="Limit">More than this is too much.</param>
/// <param name="Against">What it is compared with, in words.</param>
internal sealed record Figure(string Name, double Value, string Unit, double Limit, string Against)
{
    public bool IsOver => !(Value <= Limit);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {Value:0.##} {Unit} (limit {Limit:0.##}; compared with {Against}) {(IsOver ? "over" : "ok")}");
}
