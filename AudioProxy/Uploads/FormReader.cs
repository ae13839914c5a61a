using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using SparkControl.AudioProxy.Decoding;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>The parts of a form as they come, each read before the next.</summary>
internal sealed class FormReader : IDisposable
{
    // A phone that has left the Wi-Fi says nothing of it, and what it has sent would lie here until somebody notices.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const int BufferBytes = 64 * 1024;
    private const int LongestBoundary = 128;

    private readonly MultipartReader parts;
    private readonly CancellationTokenSource late, either;
    private Stream? body;

    /// <param name="contentType">Of the request.</param>
    /// <param name="content">Its body.</param>
    /// <param name="time">For a sender who has gone without a word.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="AudioException">It is no form: <c>not_a_form</c>.</exception>
    public FormReader(string? contentType, Stream content, TimeProvider time, CancellationToken cancel)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= LongestBoundary } boundary)
        {
            throw new AudioException(UploadProblems.NotAForm);
        }

        parts = new(boundary.ToString(), content, BufferBytes);
        late = new(Patience, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
    }

    public void Dispose()
    {
        either.Dispose();
        late.Dispose();
    }

    /// <summary>What the next part is; null behind the last one.</summary>
    /// <exception cref="AudioException">The form is broken, or nothing more comes.</exception>
    public async Task<ContentDispositionHeaderValue?> NextAsync()
    {
        var part = await ReadAsync(parts.ReadNextSectionAsync);
        body = part?.Body;
        if (part is null) return null;

        return ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
            && disposition.Name.HasValue
            ? disposition
            : throw new AudioException(UploadProblems.BadForm("One of its parts has no name."));
    }

    /// <summary>More of the part; 0 at its end.</summary>
    /// <exception cref="AudioException">The form is broken, or nothing more comes.</exception>
    public Task<int> ReadAsync(Memory<byte> buffer) =>
        ReadAsync(cancel => body!.ReadAsync(buffer, cancel).AsTask());

    // A connection that breaks is another kind of IOException, and nobody is there to be told.
    private async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> read)
    {
        late.CancelAfter(Patience);
        try
        {
            return await read(either.Token);
        }
        catch (OperationCanceledException gone) when (late.IsCancellationRequested)
        {
            throw new AudioException(UploadProblems.Stalled, gone);
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
