using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using SparkControl.AudioProxy.Decoding;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>The parts of a form as they come, each read before the next.</summary>
internal sealed class FormReader
{
    private const int BufferBytes = 64 * 1024;
    private const int LongestBoundary = 128;

    private readonly MultipartReader parts;
    private Stream? body;

    /// <exception cref="AudioException">It is no form: <c>not_a_form</c>.</exception>
    public FormReader(string? contentType, Stream content)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= LongestBoundary } boundary)
        {
            throw new AudioException(UploadProblems.NotAForm);
        }

        parts = new(boundary.ToString(), content, BufferBytes);
    }

    /// <summary>What the next part is; null behind the last one.</summary>
    /// <exception cref="AudioException">The form is broken.</exception>
    public async Task<ContentDispositionHeaderValue?> NextAsync(CancellationToken cancel)
    {
        var part = await BrokenAsync(parts.ReadNextSectionAsync(cancel));
        body = part?.Body;
        if (part is null) return null;

        return ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
            && disposition.Name.HasValue
            ? disposition
            : throw new AudioException(UploadProblems.BadForm("One of its parts has no name."));
    }

    /// <summary>More of the part; 0 at its end.</summary>
    /// <exception cref="AudioException">The form is broken.</exception>
    public Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel) =>
        BrokenAsync(body!.ReadAsync(buffer, cancel).AsTask());

    // A connection that breaks is another kind of IOException, and nobody is there to be told.
    private static async Task<T> BrokenAsync<T>(Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (InvalidDataException broken)
        {
            throw new AudioException(UploadProblems.BadForm("Its parts cannot be told apart."), broken);
        }
        catch (IOException broken) when (broken.GetType() == typeof(IOException))
        {
            throw new AudioException(UploadProblems.CutOff, broken);
        }
    }
}
