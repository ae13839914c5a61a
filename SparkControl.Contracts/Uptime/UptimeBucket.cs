using System.Globalization;

namespace SparkControl.Contracts.Uptime;

/// <summary>What was seen in one bucket, in ms. What is missing to its length is unknown.</summary>
/// <param name="Number">Which bucket it is, see <see cref="UptimeScale.Number"/>.</param>
/// <param name="Up">Time in which it could be used.</param>
/// <param name="Down">Time in which it could not.</param>
/// <param name="Maintenance">Time that was planned.</param>
public readonly record struct UptimeBucket(long Number, long Up = 0, long Down = 0, long Maintenance = 0)
{
    /// <summary>The bucket with more time in it.</summary>
    public UptimeBucket With(UptimeState state, long ms) => state switch
    {
        UptimeState.Up => this with { Up = Up + ms },
        UptimeState.Down => this with { Down = Down + ms },
        UptimeState.Maintenance => this with { Maintenance = Maintenance + ms },
        _ => this
    };

    /// <summary>As it is stored.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Number} {Up} {Down} {Maintenance}");

    /// <summary>Reads what is stored; null when it is no bucket.</summary>
    public static UptimeBucket? Parse(string? text)
    {
        long[] figures =
        [
            .. (text ?? "").Split(' ').Select(figure =>
                long.TryParse(figure, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1)
        ];
        return figures is [>= 0, >= 0, >= 0, >= 0] ? new(figures[0], figures[1], figures[2], figures[3]) : null;
    }
}
