using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SparkControl.AudioProxy.Decoding;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>
/// Takes a recording out of a request and onto the disk, with the fields that come before or behind it. Of all that
/// comes one block is in memory.
/// </summary>
/// <param name="place">Where recordings go.</param>
/// <param name="canDecode">Whether more than WAV can be read; null is yes.</param>
/// <param name="time">The clock; null for the system's.</param>
internal sealed class UploadReader(Func<Spool> place, Func<bool>? canDecode = null, TimeProvider? time = null)
{
    private const string File = "file";
    private const int BlockBytes = 64 * 1024;
    private const int MostParts = 65, LongestField = 16 * 1024;

    // What may come beside the recording: the form's own lines and the fields.
    private const long Beside = 1L << 20;

    /// <param name="request">Of a route that reads its body in no other way.</param>
    /// <param name="limit">Bytes that the recording may have.</param>
    /// <param name="cancel">Leaves nothing behind, as any failure does.</param>
    /// <exception cref="AudioException">There is nothing in it to transcribe, or no room for it.</exception>
    /// <param name="check">Told name and value of each field when it comes; what it throws ends the reading.</param>
    public async Task<Upload> ReadAsync(
        HttpRequest request, long limit, CancellationToken cancel, Action<string, string>? check = null)
    {
        // The server's own limit is for small bodies, and ends as a broken connection behind a proxy.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
            server.MaxRequestBodySize = null;
        if (request.ContentLength > limit + Beside) throw new AudioException(AudioProblem.TooLarge(limit));

        return await ReadAsync(request.ContentType, request.Body, request.ContentLength, limit, cancel, check);
    }

    /// <summary>The same for a body that no server stands behind.</summary>
    public async Task<Upload> ReadAsync(
        string? contentType, Stream body, long? length, long limit, CancellationToken cancel,
        Action<string, string>? check = null)
    {
        using var form = new FormReader(contentType, body, time ?? TimeProvider.System, cancel);
        var (spool, folder) = Open(length ?? 0);
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            return await ReadAsync(form, spool, folder, block.AsMemory(0, BlockBytes), limit, check, cancel);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // A disk that cannot be written now may be there later: it is tried again with each recording.
    private (Spool Spool, SpoolFolder Folder) Open(long bytes)
    {
        try
        {
            var spool = place();
            spool.Require(bytes);
            return (spool, spool.CreateFolder());
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            var isFull = refused is IOException failed && Spool.IsFull(failed);
            throw new AudioException(isFull ? AudioProblem.DiskFull : AudioProblem.NoPlace, refused);
        }
    }

    private async Task<Upload> ReadAsync(
        FormReader form, Spool spool, SpoolFolder folder, Memory<byte> block, long limit, Action<string, string>? check,
        CancellationToken cancel)
    {
        var fields = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        Upload? upload = null;
        for (var parts = 0; await form.NextAsync() is { } part; parts++)
        {
            if (parts == MostParts) throw new AudioException(UploadProblems.TooMuch);
            var name = HeaderUtilities.RemoveQuotes(part.Name).ToString();
            if (name == File)
            {
                if (upload is not null) throw new AudioException(UploadProblems.TwoFiles);
                upload = await SpoolAsync(form, spool, folder, part, block, limit, cancel);
            }
            else
            {
                if (part.IsFileDisposition())
                    throw new AudioException(UploadProblems.OtherFile(PlainName.Of(name) ?? "one without a name"));
                var value = await FieldAsync(form, block);
                check?.Invoke(name, value);
                fields[name] = StringValues.Concat(fields.GetValueOrDefault(name), value);
            }
        }

        return upload is null ? throw new AudioException(UploadProblems.NoFile) : upload with { Fields = fields };
    }

    private async Task<Upload> SpoolAsync(
        FormReader form, Spool spool, SpoolFolder folder, ContentDispositionHeaderValue part, Memory<byte> block,
        long limit, CancellationToken cancel)
    {
        var path = folder.File("upload");
        using var file = new SpooledFile(spool, path, limit, canDecode);
        while (await form.ReadAsync(block) is > 0 and var read) await file.AddAsync(block[..read], cancel);
        var (kind, sha256) = file.Complete();
        return new()
        {
            Folder = folder,
            Path = path,
            FileName = PlainName.OfFile(part),
            Size = file.Size,
            Sha256 = sha256,
            Kind = kind,
            Fields = new Dictionary<string, StringValues>()
        };
    }

    private static async Task<string> FieldAsync(FormReader form, Memory<byte> block)
    {
        var length = 0;
        while (await form.ReadAsync(block[length..]) is > 0 and var read)
        {
            if ((length += read) > LongestField) throw new AudioException(UploadProblems.TooMuch);
        }

        return Encoding.UTF8.GetString(block.Span[..length]);
    }
}
