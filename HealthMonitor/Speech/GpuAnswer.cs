using System.Net;
using Refit;

namespace SparkControl.HealthMonitor.Speech;

/// <summary>What a transcription says of the GPU behind it.</summary>
/// <param name="Works">Whether it came to an end.</param>
/// <param name="Said">What was answered, as a sentence.</param>
internal sealed record GpuAnswer(bool Works, string Said)
{
    private const int Longest = 300;

    /// <returns>Null where it says nothing: no answer in time, or a refusal that is none of the GPU's.</returns>
    public static GpuAnswer? Of(IApiResponse<string>? answer) => answer switch
    {
        { IsReceived: true, IsSuccessStatusCode: true } => new(true, "It has transcribed a sound."),
        { IsReceived: true } => Of((int)answer.StatusCode, Body(answer)),
        _ => null
    };

    /// <summary>The same of a code that is no good one, and its text.</summary>
    public static GpuAnswer? Of(int code, string body) =>
        code == (int)HttpStatusCode.InternalServerError || GpuReport.Names(body)
            ? new(false, $"A sound that it should transcribe was answered with {code}: {Plain(body)}")
            : null;

    private static string Body(IApiResponse<string> answer) =>
        answer.Error is ApiException { Content: { } content } ? content : "";

    private static string Plain(string body)
    {
        var text = new string([.. body.Trim().Select(c => char.IsControl(c) ? ' ' : c)]);
        return text.Length <= Longest ? text : text[..Longest];
    }
}
