using System.Text;

namespace SparkControl.Tests.Unit.Audio.Uploads;

/// <summary>A form as a browser or curl sends it, part by part.</summary>
internal sealed class TestForm
{
    public const string Type = "multipart/form-data; boundary=\"--x7\"";

    private readonly List<byte> body = [];

    public TestForm Field(string name, string value) =>
        Part($"form-data; name=\"{name}\"", Encoding.UTF8.GetBytes(value));

    public TestForm File(byte[] content, string name = "file", string fileName = "meeting.wav") =>
        Part($"form-data; name=\"{name}\"; filename=\"{fileName}\"", content,
            "Content-Type: application/octet-stream\r\n");

    public TestForm Part(string disposition, byte[] content, string headers = "")
    {
        body.AddRange(Encoding.UTF8.GetBytes($"----x7\r\nContent-Disposition: {disposition}\r\n{headers}\r\n"));
        body.AddRange(content);
        body.AddRange("\r\n"u8);
        return this;
    }

    /// <summary>All of it, with its end.</summary>
    public byte[] ToBytes() => [.. body, .. "----x7--\r\n"u8];
}
