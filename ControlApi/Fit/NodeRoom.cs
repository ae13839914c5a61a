namespace SparkControl.ControlApi.Fit;

/// <summary>The memory of a node once what vLLM serves now is stopped. What nobody has said is null.</summary>
/// <param name="Node">Its name.</param>
/// <param name="TotalBytes">MemTotal, which CUDA takes for the GPU's.</param>
/// <param name="AvailableBytes">MemAvailable then.</param>
/// <param name="FreeBytes">MemFree then: without what the page cache would give back.</param>
internal sealed record NodeRoom(string Node, long? TotalBytes, long? AvailableBytes, long? FreeBytes)
{
    /// <summary>
    /// What a model holds beside what nvidia-smi counts: 6 to 7 GiB of API server, engine and workers were seen on a
    /// GB10. Nobody else is suspected for less.
    /// </summary>
    public const long Unseen = 8L << 30;

    /// <summary>What is missing of the memory that was there before the last load, and is not the model's.</summary>
    public long TakenBytes { get; init; }

    /// <summary>Nobody says what runs there holds: it is what was there before the last load.</summary>
    public bool Remembered { get; init; }

    /// <summary>What a node will have.</summary>
    /// <param name="look">Its memory as it was read.</param>
    /// <param name="before">MemAvailable before the last load; null when not known.</param>
    /// <param name="moves">
    /// A model is stopped or loaded, or was so lately: what is missing is nobody else's yet.
    /// </param>
    public static NodeRoom AfterStop(MemoryLook look, long? before, bool moves)
    {
        // What runs may hold most of it, and nobody says how much: then the last load does, or it is not known.
        if (look.AvailableBytes is not { } now || (look.HeldBytes is null && before is null))
            return new(look.Node, look.TotalBytes, null, null);

        var then = now + (look.HeldBytes ?? 0);
        var gone = Math.Max(0, (before ?? 0) - then);
        var isTaken = look.HeldBytes is not null && !moves && gone > Unseen;
        if (!isTaken) then = Math.Min(look.TotalBytes ?? long.MaxValue, then + gone);
        // What files hold now they hold then: what the model holds may have been read a moment before or after.
        return new(look.Node, look.TotalBytes, then, then - (now - look.FreeBytes))
        {
            TakenBytes = isTaken ? gone : 0,
            Remembered = look.HeldBytes is null
        };
    }
}
