using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SparkControl.Simulator.Speech.Listening;

namespace SparkControl.Simulator.Speech;

/// <summary>What was heard in a form with audio, or why the form is refused.</summary>
/// <param name="Heard">The words of the audio.</param>
/// <param name="Seconds">How long the audio is.</param>
/// <param name="Fields">The other fields of the form.</param>
internal sealed record AudioRequest(
    IReadOnlyList<SpokenWord> Heard, double Seconds, IReadOnlyDictionary<string, StringValues> Fields)
{
    /// <summary>The answer to a form that is none; null when it can be used.</summary>
    public IResult? Refusal { get; private init; }

    public string Model => Fields.GetValueOrDefault("model").ToString();

    public string Format => Fields.TryGetValue("response_format", out var format) ? format.ToString() : "json";

    public bool WantsWords => Fields.GetValueOrDefault("timestamp_granularities[]")
        .Concat(Fields.GetValueOrDefault("timestamp_granularities")).Contains("word");

    /// <summary>Listens while the file comes: an hour of it takes no more memory than its words.</summary>
    public static async Task<AudioRequest> ReadAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) ||
            type.MediaType != "multipart/form-data" || type.Boundary.Length == 0)
            return Refuse(FastApi.Missing("file"));
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        try
        {
            return await ReadAsync(new MultipartReader(boundary, context.Request.Body), context.RequestAborted);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            return Refuse(FastApi.Error(400, "There was an error parsing the body"));
        }
    }

    private static async Task<AudioRequest> ReadAsync(MultipartReader form, CancellationToken cancel)
    {
        var fields = new KeyValueAccumulator();
        var (isThere, name) = (false, "");
        ToneListener? listener = null;
        while (await form.ReadNextSectionAsync(cancel) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } about) continue;
            var field = HeaderUtilities.RemoveQuotes(about.Name).ToString();
            if (field != "file" || !about.IsFileDisposition())
            {
                fields.Append(field, await section.ReadAsStringAsync(cancel));
                continue;
            }

            (isThere, name) = (true, HeaderUtilities.RemoveQuotes(about.FileName).ToString());
            listener = await ListenAsync(section.Body, cancel);
        }

        if (!isThere) return Refuse(FastApi.Missing("file"));
        return listener is null
            ? Refuse(FastApi.Error(400, $"Could not decode '{name}': Format not recognised."))
            : new(listener.Finish(), listener.Seconds, fields.GetResults());
    }

    private static async Task<ToneListener?> ListenAsync(Stream file, CancellationToken cancel)
    {
        if (await WavReader.OpenAsync(file, cancel) is not { } wav) return null;
        var listener = new ToneListener(wav.Rate);
        await wav.ReadAsync(listener.Hear, cancel);
        return listener;
    }

    private static AudioRequest Refuse(IResult refusal) =>
        new([], 0, new Dictionary<string, StringValues>()) { Refusal = refusal };
}
