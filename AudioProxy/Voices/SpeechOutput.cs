using System.Buffers.Text;

namespace SparkControl.AudioProxy.Voices;

/// <summary>The answer to one request, as it is made: the audio itself, or events with pieces of it.</summary>
internal sealed class SpeechOutput(HttpResponse response, SpeechOrder order, CancellationToken cancel)
{
    private static readonly byte[]
        Before = "data: {\"type\":\"speech.audio.delta\",\"audio\":\""u8.ToArray(),
        After = "\"}\n\n"u8.ToArray(),
        Last = "data: {\"type\":\"speech.audio.done\"}\n\n"u8.ToArray();

    /// <summary>Sends some of the audio at once. The headers go with the first of it.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> audio)
    {
        if (!response.HasStarted) Begin();
        if (order.AsEvents) await WriteEventAsync(audio);
        else await response.Body.WriteAsync(audio, cancel);

        await response.Body.FlushAsync(cancel);
    }

    /// <summary>Says that this was all of it.</summary>
    public async Task EndAsync()
    {
        if (!response.HasStarted) Begin();
        if (order.AsEvents) await response.Body.WriteAsync(Last, cancel);
    }

    private void Begin()
    {
        response.ContentType = order.AsEvents ? "text/event-stream" : order.Format.ContentType;
        response.Headers.CacheControl = "no-store";
    }

    private async Task WriteEventAsync(ReadOnlyMemory<byte> audio)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(audio.Length)];
        Base64.EncodeToUtf8(audio.Span, text, out _, out var length);
        await response.Body.WriteAsync(Before, cancel);
        await response.Body.WriteAsync(text.AsMemory(0, length), cancel);
        await response.Body.WriteAsync(After, cancel);
    }
}
