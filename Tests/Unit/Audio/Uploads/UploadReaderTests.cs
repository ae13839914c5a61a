using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using SparkControl.AudioProxy.Decoding;
using SparkControl.AudioProxy.Uploads;
using SparkControl.Tests.Integration;
using SparkControl.Tests.Unit.Audio.Decoding;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Uploads;

public sealed class UploadReaderTests : IDisposable
{
    private const long Limit = 1 << 20;

    private static readonly byte[] Recording = TestWav.Tone(440, 16_000, 1);

    private readonly DirectoryInfo cache = Directory.CreateTempSubdirectory("upload-");
    private readonly Spool spool;

    public UploadReaderTests() => spool = Spool.Open(cache.FullName, reserve: 0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        spool.Dispose();
        cache.Delete(recursive: true);
    }

    [Fact]
    public async Task A_recording_comes_to_the_disk_with_its_fields_in_any_order()
    {
        var form = new TestForm().Field("language", " de ").Field("timestamp_granularities[]", "word")
            .File(Recording).Field("timestamp_granularities[]", "segment").Field("format", "");

        using var upload = await ReadAsync(form.ToBytes());

        Assert.Equal(Recording, await File.ReadAllBytesAsync(upload.Path, Cancel));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Recording)), upload.Sha256);
        Assert.Equal(("meeting.wav", Recording.Length, AudioKind.Wav), (upload.FileName, upload.Size, upload.Kind));
        Assert.Equal(("de", null, null), (upload.Field("language"), upload.Field("format"), upload.Field("model")));
        Assert.Equal(["word", "segment"], upload.Fields["timestamp_granularities[]"].ToArray());
    }

    [Fact]
    public async Task Its_files_go_with_it()
    {
        var upload = await ReadAsync(new TestForm().File(Recording).ToBytes());
        await File.WriteAllTextAsync(upload.Folder.File("window-0"), "", Cancel);

        upload.Dispose();
        upload.Dispose();

        AssertNothingLeft();
    }

    [Theory]
    [InlineData("C:\\fake path\\a.m4a", "a.m4a")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("Sitzung \u202Eäöü\u0007.m4a", "Sitzung äöü.m4a")]
    [InlineData("dir/", "recording")]
    [InlineData("", "recording")]
    public async Task A_name_is_shown_and_never_a_path(string sent, string shown)
    {
        using var upload = await ReadAsync(new TestForm().File(Recording, fileName: sent).ToBytes());

        Assert.Equal(shown, upload.FileName);
        Assert.StartsWith(spool.Path, upload.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("too_large", 413, null)]
    [InlineData("empty_audio", 422, "There is no sound in the file")]
    [InlineData("unknown_format", 415, "This is not a recording that can be read")]
    [InlineData("no_file", 400, "There is no recording in the form")]
    [InlineData("no_file", 400, "The recording is in a field of another name")]
    [InlineData("bad_form", 400, "There is more than one recording in the form")]
    public async Task What_cannot_be_taken_is_refused_and_leaves_nothing(string code, int status, string? title)
    {
        var form = (code, title) switch
        {
            ("too_large", _) => new TestForm().File([.. Recording, .. new byte[Limit]]),
            ("empty_audio", _) => new TestForm().File([]),
            ("unknown_format", _) => new TestForm().File("<html>404</html>"u8.ToArray()),
            (_, "There is no recording in the form") => new TestForm().Field("format", "srt"),
            ("no_file", _) => new TestForm().File(Recording, name: "audio"),
            _ => new TestForm().File(Recording).File(Recording)
        };

        var problem = await ProblemAsync(form.ToBytes());

        Assert.Equal((code, status), (problem.Code, problem.Status));
        if (title is not null) Assert.Equal(title, problem.Title);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Exactly_as_much_as_may_come_is_taken()
    {
        byte[] recording = [.. Recording, .. new byte[Limit - Recording.Length]];

        using var upload = await ReadAsync(new TestForm().File(recording).ToBytes());

        Assert.Equal(Limit, upload.Size);
    }

    [Fact]
    public async Task What_is_no_recording_is_refused_before_all_of_it_has_come()
    {
        using var body = new MemoryStream(new TestForm().File([.. "%PDF-1.7\n"u8, .. new byte[Limit / 2]]).ToBytes());

        var refused = await Assert.ThrowsAsync<AudioException>(
            () => new UploadReader(() => spool).ReadAsync(TestForm.Type, body, null, Limit, Cancel));

        Assert.Equal("unknown_format", refused.Problem.Code);
        Assert.InRange(body.Position, 0, Limit / 4);
    }

    [Fact]
    public async Task A_sender_who_has_gone_without_a_word_is_given_up_and_leaves_nothing()
    {
        var time = new FakeTimeProvider();
        var whole = new TestForm().File(Recording).ToBytes();
        var body = new Pipe();
        await body.Writer.WriteAsync(whole.AsMemory(0, whole.Length / 2), Cancel);
        var reading = new UploadReader(() => spool, time: time)
            .ReadAsync(TestForm.Type, body.Reader.AsStream(), null, Limit, Cancel);

        await Until.TrueAsync(() => Directory.EnumerateFiles(
            cache.FullName, "upload", SearchOption.AllDirectories).Any(file => new FileInfo(file).Length > 0));
        await Until.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(30));
            return reading.IsCompleted;
        });

        var refused = await Assert.ThrowsAsync<AudioException>(() => reading);
        Assert.Equal((408, "The recording has stopped coming"), (refused.Problem.Status, refused.Problem.Title));
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_field_that_cannot_be_used_is_refused_before_the_recording_behind_it_comes()
    {
        byte[] recording = [.. Recording, .. new byte[Limit / 2]];
        using var body = new MemoryStream(new TestForm().Field("format", "docx").File(recording).ToBytes());

        await Assert.ThrowsAsync<ArgumentException>(() => new UploadReader(() => spool).ReadAsync(
            TestForm.Type, body, null, Limit, Cancel,
            (name, value) => throw new ArgumentException($"{name} is {value}")));

        Assert.InRange(body.Position, 0, Limit / 4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_needs_ffmpeg_is_refused_without_it_before_all_of_it_has_come(bool isLong)
    {
        byte[] recording = [.. "fLaC"u8, .. new byte[isLong ? Limit / 2 : 100]];
        using var body = new MemoryStream(new TestForm().File(recording).ToBytes());
        var reader = new UploadReader(() => spool, canDecode: () => false);

        var refused = await Assert.ThrowsAsync<AudioException>(
            () => reader.ReadAsync(TestForm.Type, body, null, Limit, Cancel));

        Assert.Equal("ffmpeg_missing", refused.Problem.Code);
        if (isLong) Assert.InRange(body.Position, 0, Limit / 4);
        using var wav = await reader.ReadAsync(
            TestForm.Type, new MemoryStream(new TestForm().File(Recording).ToBytes()), null, Limit, Cancel);
        Assert.Equal(AudioKind.Wav, wav.Kind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("audio/wav")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/mixed; boundary=--x7")]
    public async Task What_is_no_form_is_told_how_to_send_one(string? type)
    {
        var refused = await Assert.ThrowsAsync<AudioException>(
            () => new UploadReader(() => spool).ReadAsync(type, new MemoryStream(Recording), null, Limit, Cancel));

        Assert.Equal(("not_a_form", 415), (refused.Problem.Code, refused.Problem.Status));
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_form_that_ends_too_early_is_refused()
    {
        var whole = new TestForm().File(Recording).ToBytes();

        var problem = await ProblemAsync(whole[..(whole.Length / 2)]);

        Assert.Equal(("bad_form", 400, "It ends before its last part does. Send it again."),
            (problem.Code, problem.Status, problem.Detail));
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(70, 5)]
    public async Task Fields_are_bounded(int fields, int length)
    {
        var form = new TestForm();
        for (var i = 0; i < fields; i++) form.Field("x", new string('y', length));

        var problem = await ProblemAsync(form.File(Recording).ToBytes());

        Assert.Equal("Beside the recording it may have 64 fields of up to 16 KiB. Send it again.", problem.Detail);
    }

    [Theory]
    [InlineData(0, long.MaxValue)]
    [InlineData(long.MaxValue / 2, null)]
    public async Task A_disk_without_room_is_said_before_anything_is_written(long reserve, long? length)
    {
        using var full = Spool.Open(cache.FullName, reserve);

        var refused = await Assert.ThrowsAsync<AudioException>(() => new UploadReader(() => full).ReadAsync(
            TestForm.Type, new MemoryStream(new TestForm().File(Recording).ToBytes()), length, Limit, Cancel));

        Assert.Equal(("disk_full", 507), (refused.Problem.Code, refused.Problem.Status));
        Assert.Empty(Directory.EnumerateDirectories(full.Path));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_said_and_tried_again_with_the_next_recording()
    {
        var place = Path.Combine(cache.FullName, "taken");
        await File.WriteAllTextAsync(place, "a file where the directory should be", Cancel);
        Spool? opened = null;
        var reader = new UploadReader(() => opened ??= Spool.Open(place, reserve: 0));
        var body = new TestForm().File(Recording).ToBytes();
        Task<Upload> Read() => reader.ReadAsync(TestForm.Type, new MemoryStream(body), body.Length, Limit, Cancel);

        var refused = await Assert.ThrowsAsync<AudioException>(Read);
        Assert.Equal(("no_place", 507), (refused.Problem.Code, refused.Problem.Status));

        File.Delete(place);
        using var upload = await Read();
        Assert.Equal(Recording.Length, upload.Size);
        opened!.Dispose();
    }

    private async Task<Upload> ReadAsync(byte[] body) =>
        await new UploadReader(() => spool)
            .ReadAsync(TestForm.Type, new MemoryStream(body), body.Length, Limit, Cancel);

    private async Task<AudioProblem> ProblemAsync(byte[] body) =>
        (await Assert.ThrowsAsync<AudioException>(() => ReadAsync(body))).Problem;

    private void AssertNothingLeft() => Assert.Empty(Directory.EnumerateDirectories(spool.Path));
}
