using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Reservations;

/// <summary>Who wants the pair, and for how long.</summary>
public sealed record ReservationRequest
{
    /// <summary>The app that holds it, as others shall read it; 64 characters are kept.</summary>
    public required string Holder { get; init; }

    /// <summary>How long it is held from now on, unless it is extended or given back.</summary>
    [Range(1, 86_400, ErrorMessage = "It is held for 1 to 86,400 seconds.")]
    public int TtlSeconds { get; init; } = 900;

    /// <summary>Why; 256 characters are kept.</summary>
    public string? Note { get; init; }

    /// <summary>The token of the reservation that is extended.</summary>
    public string? Token { get; init; }
}

/// <summary>Which reservation ends.</summary>
public sealed record ReservationRelease
{
    /// <summary>Its token.</summary>
    public string? Token { get; init; }

    /// <summary>End it, whoever holds it: a person has said so.</summary>
    public bool Force { get; init; }
}

/// <summary>The reservation; nothing but <c>held: false</c> when there is none.</summary>
public sealed record ReservationView
{
    public required bool Held { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Holder { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? AcquiredAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SecondsRemaining { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    /// <summary>Its secret, for who has taken or extended it alone: a swap that brings it passes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    /// <summary>The reservation as it is stored.</summary>
    internal static ReservationView Of(Observed<Reservation>? stored, DateTimeOffset now) =>
        Of(stored?.Value.By(stored.ObservedAt), now);

    /// <summary>A reservation whose times are by the clock of the panels.</summary>
    internal static ReservationView Of(Reservation? reservation, DateTimeOffset now) =>
        reservation?.Left(now) is { } left && left > TimeSpan.Zero
            ? new()
            {
                Held = true,
                Holder = reservation.Holder,
                AcquiredAt = DateTimeOffset.FromUnixTimeMilliseconds(reservation.AcquiredAtMs),
                ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(reservation.ExpiresAtMs),
                SecondsRemaining = Seconds(left),
                Note = reservation.Note
            }
            : new() { Held = false };

    /// <summary>Whole seconds: who waits that long finds it free.</summary>
    internal static long Seconds(TimeSpan left) => (long)Math.Ceiling(left.TotalSeconds);
}
