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

    /// <summary>For how long it will be held; zero when it is not.</summary>
    public TimeSpan Left(DateTimeOffset now) => Holder is null || ExpiresAtMs <= now.ToUnixTimeMilliseconds()
        ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds(ExpiresAtMs - now.ToUnixTimeMilliseconds());
}
