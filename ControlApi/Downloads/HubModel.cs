namespace SparkControl.ControlApi.Downloads;

/// <summary>A repository as the Hub has it.</summary>
/// <param name="Repo">As <c>org/name</c>, as the Hub itself writes it.</param>
/// <param name="Commit">The newest commit of its main branch.</param>
/// <param name="IsGated">Its files are given to those alone who have agreed to its terms.</param>
/// <param name="Files">Its files at that commit.</param>
internal sealed record HubModel(string Repo, string Commit, bool IsGated, IReadOnlyList<HubFile> Files)
{
    public long TotalBytes => Files.Sum(file => file.Bytes);
}

/// <summary>A file of a repository.</summary>
/// <param name="Path">Within the repository.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Blob">The name that it has in the cache: its SHA-256 where it is large, else git's hash of it.</param>
/// <param name="Sha256">Of a large file; null for one that git itself keeps.</param>
internal sealed record HubFile(string Path, long Bytes, string Blob, string? Sha256);

/// <summary>Why the Hub does not say what it was asked.</summary>
internal enum HubFault
{
    /// <summary>There is no such repository, or none that this token may see.</summary>
    Unknown,

    /// <summary>Its terms are not agreed to.</summary>
    Gated,

    /// <summary>The token is none.</summary>
    BadToken,

    /// <summary>It was asked too often.</summary>
    RateLimited,

    /// <summary>It cannot be reached from the panel.</summary>
    Unreachable,

    /// <summary>It has trouble of its own, which passes.</summary>
    Busy,

    /// <summary>The repository has more files than are read.</summary>
    TooMany,

    /// <summary>It says something that nobody understands.</summary>
    Strange
}

/// <summary>The Hub does not say what it was asked.</summary>
internal sealed class HubException(HubFault fault, string detail, Exception? cause = null) : Exception(detail, cause)
{
    public HubFault Fault => fault;

    /// <summary>When it wants to be asked again; null when it has not said.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
