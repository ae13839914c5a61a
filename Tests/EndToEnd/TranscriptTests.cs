using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;
using static SparkControl.Tests.EndToEnd.ToldTranscripts;

namespace SparkControl.Tests.EndToEnd;

/// <summary>One transcript: to read, to name its speakers, to hear and to take along.</summary>
[Collection(nameof(EndToEnd))]
public sealed class TranscriptTests(Chromium chromium, DemoPanel demo) : IAsyncLifetime
{
    private const string Hide = """
        hidden => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }
        """;

    private readonly ToldTranscripts told = new();

    private Seen seen = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await seen.DisposeAsync();

    [Fact]
    public async Task Who_said_what_stands_turn_by_turn_with_doubts_at_their_minutes()
    {
        var job = Interview();
        job["warnings"] = new JsonArray("At 0:07 the voices were hard to tell apart.");
        told.Keep(job, [.. Lines()]);
        await OpenAsync();

        await Expect(Turns).ToHaveCountAsync(4);
        await Expect(Turns.Nth(1)).ToContainTextAsync("Speaker 2");
        await Expect(Turns.Nth(1)).ToContainTextAsync("The smell, honestly. It was <b>bread</b>.");
        await Expect(Turns.Nth(1).Locator("b b, img")).ToHaveCountAsync(0);
        await Expect(seen.Page.Locator(".doubt + speech-turn")).ToContainTextAsync("Nobody looked up at all?");
    }

    [Fact]
    public async Task A_name_is_kept_and_stands_in_copies_and_files()
    {
        told.Keep(Interview(), [.. Lines()]);
        await OpenAsync();

        await RenameAsync("Speaker 1", "Maren");
        await Expect(Turns.First).ToContainTextAsync("Maren");
        await seen.Page.ReloadAsync();
        await Expect(Turns.First).ToContainTextAsync("Maren");

        await seen.Button("Copy all").ClickAsync();
        await Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("The transcript is copied.");
        Assert.StartsWith(
            "[0:00] Maren: What did you notice?\n[0:04] Speaker 2: The smell", await seen.ClipboardAsync());
        foreach (var (name, format) in new[] { ("JSON", "json"), ("SRT", "srt") })
        {
            await Expect(File(name)).ToHaveAttributeAsync(
                "href",
                $"/api/audio/transcripts/t-1?format={format}&name=Speaker_0%3AMaren&name=Speaker_1%3ASpeaker+2"
                + "&name=Speaker_2%3ASpeaker+3");
        }
    }

    [Fact]
    public async Task Two_speakers_of_one_name_are_one_person()
    {
        told.Keep(Interview(), [.. Lines()]);
        await OpenAsync();

        await RenameAsync("Speaker 2", "Jonas");
        await RenameAsync("Speaker 3", "Jonas");

        await Expect(Turns).ToHaveCountAsync(4);
        await Expect(Turns.Nth(3)).ToContainTextAsync("Jonas");
        Assert.Equal(
            await Turns.Nth(1).Locator("voice-mark").GetAttributeAsync("data-voice"),
            await Turns.Nth(3).Locator("voice-mark").GetAttributeAsync("data-voice"));
    }

    [Fact]
    public async Task Without_a_new_name_files_for_programs_are_those_of_the_panel()
    {
        told.Keep(Interview(), [.. Lines()]);
        await OpenAsync();

        foreach (var (name, format) in new[] { ("JSON", "json"), ("JSON with words", "verbose_json"), ("RTTM", "rttm") })
        {
            await Expect(File(name)).ToHaveAttributeAsync("href", $"/api/audio/transcripts/t-1?format={format}");
        }
    }

    [Fact]
    public async Task A_line_that_is_clicked_is_heard_and_marked()
    {
        told.Keep(Interview(), [.. Lines()]);
        await OpenAsync();
        await ChooseAsync(Wav);

        await Said("Nobody looked up at all?").ClickAsync();
        await Expect(Said("Nobody looked up at all?")).ToHaveAttributeAsync("aria-current", "true");
        await Expect(seen.Button("Pause")).ToBeVisibleAsync();

        await seen.Page.Keyboard.PressAsync("Space");
        await Expect(seen.Button("Play")).ToBeVisibleAsync();
        Assert.InRange(await seen.Page.EvalOnSelectorAsync<double>("audio", "audio => audio.currentTime"), 8, 12);

        await seen.Page.GetByLabel("Where in the recording").PressAsync("Home");
        await Expect(Said("What did you notice?")).ToHaveAttributeAsync("aria-current", "true");
    }

    [Fact]
    public async Task Lines_are_reached_and_copied_by_keyboard()
    {
        told.Keep(Interview(), [.. Lines()]);
        await OpenAsync();

        await Said("What did you notice?").FocusAsync();
        await seen.Page.Keyboard.PressAsync("ArrowDown");
        await seen.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Said("It was <b>bread</b>.")).ToBeFocusedAsync();
        await seen.Page.Keyboard.PressAsync("Tab");
        await seen.Page.Keyboard.PressAsync("Enter");

        await Expect(seen.Page.Locator("speech-turn output")).ToHaveTextAsync("Copied");
        Assert.Equal("[0:06] Speaker 2: It was <b>bread</b>.", await seen.ClipboardAsync());
    }

    [Fact]
    public async Task Text_comes_as_it_is_heard_and_a_hidden_page_goes_on_at_its_line()
    {
        told.Keep(Job("t-1", "running"), [.. Lines().Take(2)]);
        await OpenAsync();
        await Expect(Said("The smell, honestly.")).ToBeVisibleAsync();

        await seen.Page.EvaluateAsync(Hide, true);
        var before = told.TakenUp.Count;
        told.Keep(Job("t-1", "running"), [.. Lines()]);
        await seen.Page.EvaluateAsync(Hide, false);

        await Expect(Said("Nobody looked up at all?")).ToBeVisibleAsync();
        await Expect(Turns).ToHaveCountAsync(4);
        Assert.Contains("2", told.TakenUp.Skip(before));
        told.Keep(Interview(), [.. Lines()]);
        await Expect(seen.Page.Locator(".lede")).ToContainTextAsync("three speakers");
    }

    [Fact]
    public async Task A_recording_without_speech_says_so()
    {
        told.Keep(Interview());
        await OpenAsync();

        await Expect(seen.Page.GetByText("No speech was heard in this recording.")).ToBeVisibleAsync();
        await Expect(seen.Page.Locator("recording-player")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_text_without_speakers_is_read_all_the_same()
    {
        told.Keep(Interview(), Line(0, null, "Hello."), Line(3, null, "Nobody knows who I am."));
        await OpenAsync();

        await Expect(Said("Nobody knows who I am.")).ToBeVisibleAsync();
        await Expect(seen.Page.Locator("voice-list")).ToBeHiddenAsync();
        await Expect(seen.Page.Locator("voice-mark")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_transcript_that_is_gone_says_so()
    {
        await OpenAsync();

        await seen.SaysAsync("This transcript is not kept");
        seen.TakeFaults();
    }

    [Fact]
    public async Task Twenty_thousand_lines_are_all_there_and_scroll_quickly()
    {
        told.Keep(Interview(), [.. Enumerable.Range(0, 20_000).Select(i =>
            (JsonNode)Line(
                2 * i, $"Speaker_{i / 2 % 3}", $"Line {i} of a recording of ten hours, in which much is said."))]);
        await OpenAsync();
        await Expect(Said("Line 19999 of")).ToHaveCountAsync(1);

        var frames = await seen.Page.EvaluateAsync<double[]>(
            """
            async () => {
                const times = [];
                for (let i = 0, before = performance.now(); i < 60; i++) {
                    scrollBy(0, 2_000);
                    await new Promise(requestAnimationFrame);
                    times.push(performance.now() - before);
                    before = performance.now();
                }
                return times;
            }
            """);

        var sorted = frames.Order().ToList();
        Assert.InRange(sorted[sorted.Count / 2], 0, 100);
        Assert.InRange(sorted[^2], 0, 700);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task The_page_is_sound(int width)
    {
        told.Keep(Interview(), [.. Lines(), Line(25, "Speaker_1", ToldHealth.Hostile)]);
        await OpenAsync(new(width, 800));
        await ChooseAsync(Wav);
        await Said("Nobody looked up at all?").ClickAsync();
        await Expect(Said("Nobody looked up at all?")).ToHaveAttributeAsync("aria-current", "true");

        await Axe.FindsNothingAsync(seen, "transcript");

        Assert.True(await seen.OverflowAsync() <= 0);
    }

    private ILocator Turns => seen.Page.Locator("speech-turn");

    private static JsonObject Interview()
    {
        var job = Job("t-1", "done");
        (job["duration"], job["language"]) = (30, "en");
        return job;
    }

    private static IEnumerable<JsonNode> Lines() =>
    [
        Line(0, "Speaker_0", "What did you notice?"), Line(4, "Speaker_1", "The smell, honestly."),
        Line(6, "Speaker_1", "It was <b>bread</b>."), Line(10, "Speaker_0", "Nobody looked up at all?"),
        Line(20, "Speaker_2", "I did.")
    ];

    private ILocator Said(string text) => seen.Page.Locator("[data-line]", new() { HasText = text });

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task RenameAsync(string speaker, string name)
    {
        var field = seen.Page.GetByLabel($"Name of {speaker}");
        await field.FillAsync(name);
        await field.PressAsync("Enter");
    }

    private async Task ChooseAsync(FilePayload file)
    {
        var chooser = await seen.Page.RunAndWaitForFileChooserAsync(
            () => seen.Button("Choose the recording to hear it").ClickAsync());
        await chooser.SetFilesAsync(file);
        await Expect(seen.Button("Play")).ToBeVisibleAsync();
    }

    private ILocator File(string name) => seen.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    private async Task OpenAsync(Window? window = null)
    {
        seen = await Seen.OpenAsync(chromium.Browser, demo.Address, window, route: null);
        await told.OpenAsync(seen, demo.Address, "transcribe/t-1");
    }
}
