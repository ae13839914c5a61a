using System.Globalization;

namespace SparkControl.Contracts;

/// <summary>Which lines of the connectivity log are wanted; null leaves a part open.</summary>
public sealed record ConnectivityFilter
{
    /// <summary>Any of these; empty for all.</summary>
    public IReadOnlyList<ConnectivityKind> Kinds { get; init; } = [];

    public string? Service { get; init; }
    public string? Source { get; init; }

    /// <summary>A part of what a line says: its service, source, error, evidence, or a word of its state.</summary>
    public string? Text { get; init; }

    /// <summary>At this time or after it.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>At this time or before it.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>A part of the connectivity log, newest first.</summary>
/// <param name="Entries">May be fewer than asked for, or none, where few fit: <paramref name="Next"/> tells.</param>
/// <param name="Next">Where the next part begins; null when there is none.</param>
public sealed record ConnectivityPage(IReadOnlyList<ConnectivityEntry> Entries, ConnectivityCursor? Next);

/// <summary>How far the log has come.</summary>
/// <param name="Newest">The id of the newest line; null while there is none.</param>
/// <param name="At">When that happened.</param>
/// <param name="Written">Lines written so far, repeated reports counted in once.</param>
public sealed record ConnectivityHead(string? Newest, DateTimeOffset? At, long Written);

/// <summary>The last line that was looked at: what follows is older.</summary>
/// <param name="AtMs">Its time, in ms since 1970.</param>
/// <param name="Id">Its id.</param>
public sealed record ConnectivityCursor(long AtMs, string Id)
{
    /// <summary>The cursor behind a line.</summary>
    public static ConnectivityCursor Behind(ConnectivityEntry entry) =>
        new(entry.At.ToUnixTimeMilliseconds(), entry.Id);

    /// <summary>Reads what <see cref="ToString"/> has written; null when it is no such text.</summary>
    public static ConnectivityCursor? Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && dot < text.Length - 1
            && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new(at, text[(dot + 1)..])
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{AtMs}.{Id}");
}
