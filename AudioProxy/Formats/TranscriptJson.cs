using System.Text.Encodings.Web;
using System.Text.Json;
using SparkControl.Contracts;

namespace SparkControl.AudioProxy.Formats;

/// <summary>Transcripts as JSON: as all else on the wire, but with letters of all languages as they are.</summary>
internal static class TranscriptJson
{
    // It is read by people too, and never a part of a page.
    private static readonly JsonSerializerOptions Options = Wire.Configure(
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);
}
