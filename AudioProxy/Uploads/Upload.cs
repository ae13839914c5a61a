using Microsoft.Extensions.Primitives;
using SparkControl.AudioProxy.Decoding;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>A recording that has come whole, and the fields that came with it. Its files go with it.</summary>
internal sealed record Upload : IDisposable
{
    /// <summary>Where the recording lies; what is made of it may lie beside it.</summary>
    public required SpoolFolder Folder { get; init; }

    /// <summary>The recording's whole path, which has nothing of its name.</summary>
    public required string Path { get; init; }

    /// <summary>What its sender calls it, fit to be shown; never a path.</summary>
    public required string FileName { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of its bytes, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    public required AudioKind Kind { get; init; }

    /// <summary>The small text fields; a name that came more than once has all its values.</summary>
    public required IReadOnlyDictionary<string, StringValues> Fields { get; init; }

    /// <summary>The first value of a field without blanks around it; null when it is missing or blank.</summary>
    public string? Field(string name) =>
        Fields.TryGetValue(name, out var values) && values[0]?.Trim() is { Length: > 0 } value ? value : null;

    public void Dispose() => Folder.Dispose();
}
