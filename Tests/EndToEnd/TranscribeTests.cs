using System.Text;
using Microsoft.Playwright;
using SparkControl.Tests.Integration;
using Xunit;
using static SparkControl.Tests.EndToEnd.ToldTranscripts;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The Transcribe page: recordings on their way, and what became of them.</summary>
[Collection(nameof(EndToEnd))]
public sealed class TranscribeTests(Chromium chromium, DemoPanel demo) : IAsyncLifetime
{
    private readonly ToldTranscripts told = new();

    private Seen seen = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await seen.DisposeAsync();

    [Fact]
    public async Task A_recording_is_sent_followed_and_read()
    {
        await OpenAsync();

        await Input.SetInputFilesAsync(Wav);
        await seen.SaysAsync("One recording waits");
        await Expect(Card).ToContainTextAsync("It is next.");
        await Expect(seen.Page.Locator("nav a[data-mark=working]")).ToHaveTextAsync("Transcribe");

        var running = Job("t-new", "running");
        (running["duration"], running["transcribed_seconds"], running["diarized_seconds"]) = (120, 60, 30);
        told.Keep(running, Line(0, "Speaker_0", "Good morning."));
        await seen.SaysAsync("Transcribing Standup.wav");
        await Expect(Card).ToContainTextAsync("1:00 of 2:00");
        await Expect(Card).ToContainTextAsync("Good morning.");

        var done = Job("t-new", "done");
        done["duration"] = 120;
        told.Keep(done, Line(0, "Speaker_0", "Good morning."), Line(4, "Speaker_1", "Good morning to you."));
        await Expect(Card).ToHaveCountAsync(0);
        await seen.Page.GetByRole(AriaRole.Link, new() { Name = "Standup.wav" }).ClickAsync();
        await seen.SaysAsync("Standup.wav");
        await Expect(seen.Page.Locator("transcript-text")).ToContainTextAsync("Good morning to you.");
    }

    [Fact]
    public async Task What_is_no_recording_is_refused_before_it_is_sent()
    {
        await OpenAsync();

        await Input.SetInputFilesAsync([File("notes.pdf", "application/pdf", "x"), File("empty.wav", "audio/wav", "")]);

        await Expect(seen.Page.Locator("recording-drop").GetByRole(AriaRole.Alert)).ToHaveTextAsync(
            "notes.pdf is no recording: only sound and video can be transcribed. "
            + "empty.wav is empty, or a folder: drop the recordings that are in it.");
        Assert.DoesNotContain("POST /api/audio/transcripts", told.Sent);
    }

    [Fact]
    public async Task What_is_dropped_anywhere_on_the_page_is_sent()
    {
        await OpenAsync();
        var files = await seen.Page.EvaluateHandleAsync(
            """
            () => {
                const data = new DataTransfer();
                data.items.add(new File(["x"], "Standup.wav", { type: "audio/wav" }));
                return data;
            }
            """);

        await seen.Page.DispatchEventAsync("body > footer", "dragenter", new { dataTransfer = files });
        await Expect(seen.Page.Locator("recording-drop")).ToHaveAttributeAsync("data-over", "");
        await seen.Page.DispatchEventAsync("body > footer", "drop", new { dataTransfer = files });

        await seen.SaysAsync("One recording waits");
    }

    [Fact]
    public async Task An_upload_that_is_cancelled_lets_the_next_one_go()
    {
        var gate = new TaskCompletionSource();
        told.Gate = gate.Task;
        await OpenAsync();
        await Input.SetInputFilesAsync([Wav, File("Second.wav", "audio/wav", "x")]);
        await Expect(Card).ToHaveCountAsync(2);
        await seen.SaysAsync("Sending Standup.wav");

        told.Gate = Task.CompletedTask;
        told.Next = Job("t-new", "queued", "Second.wav");
        await seen.Button("Cancel: Standup.wav").ClickAsync();

        await seen.SaysAsync("One recording waits");
        await Expect(Card).ToHaveCountAsync(1);
        await Expect(Card).ToContainTextAsync("Second.wav");
        await Expect(seen.Headline).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_recording_that_the_panel_refuses_says_why_and_what_to_do()
    {
        told.Refusal = Problem("no_audio", "The file has no audio track", 422);
        await OpenAsync();

        await Input.SetInputFilesAsync(Wav);

        await Expect(Card).ToContainTextAsync("The file has no audio track.");
        await Expect(Card).ToContainTextAsync("Choose a file that has sound.");
        await seen.Button("Remove: Standup.wav").ClickAsync();
        await Expect(Card).ToHaveCountAsync(0);
        seen.TakeFaults();
    }

    [Fact]
    public async Task A_recording_that_is_found_damaged_when_it_is_decoded_says_why_and_what_to_do()
    {
        await OpenAsync();
        await Input.SetInputFilesAsync(Wav);
        await seen.SaysAsync("One recording waits");

        var failed = Job("t-new", "failed");
        failed["problem"] = Problem("damaged_audio", "The recording is damaged", 422);
        told.Keep(failed);

        await Expect(Card).ToContainTextAsync("The recording is damaged.");
        await Expect(Card).ToContainTextAsync("Save or copy it anew from where it was recorded, then send that.");
    }

    [Fact]
    public async Task An_interrupted_one_goes_on_with_the_same_file_and_no_other()
    {
        var job = Job("t-old", "failed");
        job["problem"] = Problem("interrupted", "The instance that ran it is gone");
        told.Keep(job);
        await OpenAsync();
        await Expect(Card).ToContainTextAsync("goes on from the windows that are finished");

        await AgainAsync(File("Another.wav", "audio/wav", "x"));
        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("This is another file than Standup.wav.");
        Assert.DoesNotContain("POST /api/audio/transcripts", told.Sent);

        await AgainAsync(Wav);
        await seen.SaysAsync("One recording waits");
        await Until.TrueAsync(() => told.Sent.Contains("DELETE /api/audio/transcripts/t-old"));
    }

    [Fact]
    public async Task A_transcript_is_deleted_after_a_question()
    {
        told.Keep(Job("t-1", "done"), Line(0, "Speaker_0", "Hello."));
        await OpenAsync();

        await seen.Button("Delete: Standup.wav").ClickAsync();
        await Expect(seen.Button("Keep it")).ToBeFocusedAsync();
        await seen.Button("Delete it now").ClickAsync();

        await Expect(seen.Page.Locator("transcript-list")).ToContainTextAsync("There is no transcript yet.");
        Assert.Contains("DELETE /api/audio/transcripts/t-1", told.Sent);
    }

    [Fact]
    public async Task A_transcript_of_this_device_is_found_though_the_list_has_newer_ones_only()
    {
        await OpenAsync();
        await Input.SetInputFilesAsync(Wav);
        await Expect(Card).ToContainTextAsync("It is next.");
        told.Keep(Job("t-new", "done"), Line(0, "Speaker_0", "Hello."));
        told.Unlisted.Add("t-new");

        await seen.Page.ReloadAsync();

        await Expect(seen.Page.GetByRole(AriaRole.Link, new() { Name = "Standup.wav" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task The_page_is_sound(int width)
    {
        var wedged = Job("t-2", "failed", new string('x', 80) + ".wav");
        wedged["problem"] = Problem("gpu_wedged", "The GPU of Spark 2 hangs");
        var running = Job("t-3", "running");
        running["duration"] = 120;
        told.Keep(Job("t-1", "done"), Line(0, "Speaker_0", "Hello."));
        told.Keep(wedged);
        told.Keep(running, Line(0, "Speaker_0", ToldHealth.Hostile));
        await OpenAsync(new(width, 800));
        await Expect(Card).ToHaveCountAsync(2);

        await Axe.FindsNothingAsync(seen, "transcribe");

        Assert.True(await seen.OverflowAsync() <= 0);
        await Expect(seen.Page.Locator("work-card img")).ToHaveCountAsync(0);
    }

    private ILocator Input => seen.Page.GetByLabel("Choose recordings");

    private ILocator Card => seen.Page.Locator("work-card");

    private async Task AgainAsync(FilePayload file)
    {
        var chooser =
            await seen.Page.RunAndWaitForFileChooserAsync(() => seen.Button("Send it again: Standup.wav").ClickAsync());
        await chooser.SetFilesAsync(file);
    }

    private static FilePayload File(string name, string type, string text) =>
        new() { Name = name, MimeType = type, Buffer = Encoding.UTF8.GetBytes(text) };

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task OpenAsync(Window? window = null)
    {
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, window, route: null);
        await told.OpenAsync(seen, demo.Address, "transcribe");
    }
}
