using System.Net;
using System.Net.Http.Headers;
using SparkControl.AudioProxy.Speech;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Speech;

public sealed class SpeechFaultTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(404, """{"detail":"Not Found"}""", "Missing", "Not Found")]
    [InlineData(500, """{"detail":"CUDA error: unknown error\nCUDA kernel errors"}""", "Wedged",
        "CUDA error: unknown error CUDA kernel errors")]
    [InlineData(500, "CUBLAS_STATUS_EXECUTION_FAILED", "Wedged", "CUBLAS_STATUS_EXECUTION_FAILED")]
    [InlineData(500, "<html>nginx</html>", "Failed", "HTTP 500")]
    [InlineData(502, "CUDA", "Failed", "CUDA")]
    [InlineData(503, """{"detail":"cuFFT error: CUFFT_INTERNAL_ERROR"}""", "Busy", "cuFFT error: CUFFT_INTERNAL_ERROR")]
    [InlineData(422, """{"detail":[{"loc":["body","file"],"msg":"Field required"}]}""", "Refused",
        "body.file: Field required")]
    [InlineData(400, """{"error":{"message":"Not a WAV","type":"x","code":null}}""", "Refused", "Not a WAV")]
    [InlineData(413, "", "Refused", "HTTP 413")]
    [InlineData(408, """{"error":"slow"}""", "Failed", "slow")]
    public void An_error_says_what_to_do(int status, string body, string kind, string reason)
    {
        var fault = SpeechFault.Of((HttpStatusCode)status, body, null, Now);

        Assert.Equal((kind, reason), (fault.GetType().Name, fault.Reason));
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData("7", 7)]
    [InlineData("86400", 600)]
    [InlineData("Thu, 26 Nov 2026 12:00:30 GMT", 30)]
    [InlineData("Thu, 26 Nov 2026 11:00:00 GMT", 0)]
    public void A_server_that_is_busy_says_for_how_long(string? header, int seconds)
    {
        var retry = header is null ? null : RetryConditionHeaderValue.Parse(header);

        var fault = SpeechFault.Of(HttpStatusCode.ServiceUnavailable, "", retry, Now);

        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.IsType<SpeechFault.Busy>(fault).After);
    }

    [Fact]
    public void A_long_reason_is_cut() =>
        Assert.Equal(301, SpeechFault.Of(HttpStatusCode.BadGateway, new('x', 9000), null, Now).Reason.Length);
}
