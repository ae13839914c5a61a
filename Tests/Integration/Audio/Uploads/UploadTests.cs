using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using SparkControl.Tests.Unit.Audio.Decoding;
using Xunit;

namespace SparkControl.Tests.Integration.Audio.Uploads;

public sealed class UploadTests
{
    private const long Limit = 40_000_000;

    private static readonly byte[] Beginning = TestWav.Of(TestWav.Format(), TestWav.Chunk("data", [], uint.MaxValue));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_than_the_server_takes_by_itself_comes_through()
    {
        await using var host = await UploadHost.StartAsync(Limit);
        byte[] recording = [.. Beginning, .. new byte[35_000_000]];

        using var answer = await host.Http.PostAsync("upload", Form(new ByteArrayContent(recording)), Cancel);

        Assert.Equal(
            $"Wav {recording.Length} {Convert.ToHexStringLower(SHA256.HashData(recording))}", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Empty(Directory.EnumerateDirectories(host.Spool.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_too_large_is_refused_whether_its_length_is_told_or_not(bool isTold)
    {
        await using var host = await UploadHost.StartAsync(1_000_000);
        HttpContent content = isTold
            ? new ByteArrayContent([.. Beginning, .. new byte[3_000_000]])
            : new StreamContent(new EndlessSound(3_000_000));
        using var form = Form(content);
        using var request = new HttpRequestMessage(HttpMethod.Post, "upload") { Content = form };
        request.Headers.TransferEncodingChunked = !isTold;

        using var answer = await host.Http.SendAsync(request, Cancel);

        Assert.Equal(isTold, form.Headers.ContentLength is not null);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too_large"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
        Assert.Empty(Directory.EnumerateDirectories(host.Spool.Path));
    }

    [Fact]
    public async Task A_sender_who_leaves_leaves_nothing_behind()
    {
        await using var host = await UploadHost.StartAsync(Limit);
        using (var leaving = new TcpClient())
        {
            await leaving.ConnectAsync(IPAddress.Loopback, host.Http.BaseAddress!.Port, Cancel);
            await leaving.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n" + new string('R', 5_000)), Cancel);
            await Until.TrueAsync(() => Directory.EnumerateFiles(host.Spool.Path, "upload", SearchOption.AllDirectories).Any());
        }

        await Until.TrueAsync(() => !Directory.EnumerateDirectories(host.Spool.Path).Any());
    }

    private static MultipartFormDataContent Form(HttpContent recording) => new() { { recording, "file", "a.wav" } };

    // Its length cannot be known before.
    private sealed class EndlessSound(long length) : Stream
    {
        private long given;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var part = (int)Math.Min(count, length - given);
            buffer.AsSpan(offset, part).Clear();
            if (given == 0) Beginning.CopyTo(buffer, offset);
            given += part;
            return part;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
