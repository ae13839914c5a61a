using System.Text.Json;
using System.Text.Json.Serialization;
using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Import;

/// <summary>A log that is fed into ours, line by line.</summary>
/// <param name="File">Its name in the data directory.</param>
/// <param name="Digest">Of its bytes: another text is another log.</param>
/// <param name="Count">The lines that can be taken.</param>
/// <param name="At">When it was read first: what it says of a later time is not believed.</param>
internal sealed record OldLog(string File, string Digest, int Count, DateTimeOffset At);

/// <summary><c>import.json</c>: what was taken and kept, and which files were looked at for good.</summary>
internal sealed record ImportRecord
{
    public DateTimeOffset At { get; init; }
    public IReadOnlyList<TakenPart> Taken { get; init; } = [];
    public IReadOnlyList<KeptPart> Kept { get; init; } = [];

    /// <summary>Files by the names that they have now.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];

    public IReadOnlyList<OldLog> Logs { get; init; } = [];

    /// <summary>What users see of it; null when there is nothing to see.</summary>
    [JsonIgnore]
    public OldFilesReport? Report => Taken.Count + Kept.Count == 0 ? null : new(At, Taken, Kept);

    /// <summary>The record, or an empty one: what cannot be read is as if nothing had been done yet.</summary>
    public static ImportRecord Read(string path)
    {
        try
        {
            return File.Exists(path) ? Wire.Read<ImportRecord>(File.ReadAllText(path)) : new();
        }
        catch (JsonException)
        {
            return new();
        }
    }

    public void Write(string path) => AtomicFile.Write(path, Wire.Write(this) + "\n");
}
