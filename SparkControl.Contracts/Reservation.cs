namespace SparkControl.Contracts;

/// <summary>Automation holds the pair: others may not swap until it expires.</summary>
/// <param name="Holder">Who holds it; null when nobody does.</param>
/// <param name="Token">Its secret, hashed; a swap that brings it passes.</param>
/// <param name="ExpiresAtMs">When it ends by itself, in ms since 1970 by the server's clock.</param>
/// <param name="Note">What the holder wrote.</param>
public sealed record Reservation(string? Holder, string? Token, long ExpiresAtMs, string? Note)
{
    /// <summary>When it was taken, in ms since 1970 by the server's clock; 0 when nobody holds it.</summary>
    public long AcquiredAtMs { get; init; }

    /// <summary>
    /// For how long it was held from the moment at which this was written, in ms; null where an older version wrote it.
    /// </summary>
    public long? HeldForMs { get; init; }

    /// <summary>
    /// The same with its times by the clock of the panels, which decides nothing but is the one that views and pages go
    /// by: that of Redis may be another machine's.
    /// </summary>
    /// <param name="observedAt">When it was written, by the clock of the panel that did.</param>
    public Reservation By(DateTimeOffset observedAt)
    {
        if (Holder is null || HeldForMs is not { } held) return this;

        var ahead = observedAt.ToUnixTimeMilliseconds() + held - ExpiresAtMs;
        return this with { AcquiredAtMs = AcquiredAtMs + ahead, ExpiresAtMs = ExpiresAtMs + ahead };
    }

    /// <summary>For how long it will be held; zero when it is not.</summary>
    public TimeSpan Left(DateTimeOffset now) => Holder is null || ExpiresAtMs <= now.ToUnixTimeMilliseconds()
        ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds(ExpiresAtMs - now.ToUnixTimeMilliseconds());
}
