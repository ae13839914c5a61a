using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SparkControl.Simulator.Speech.Dialogues;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>A recording on its whole way: from the page through the panel to the speech services and back.</summary>
[Collection(nameof(EndToEnd))]
public sealed partial class RecordingTests(Chromium chromium, DemoPanel demo)
{
    [Fact]
    public async Task Two_people_of_eleven_minutes_are_read_on_the_page_word_for_word_over_the_cut()
    {
        var dialogue = new Conversation { Seconds = 660, Voices = [1, 4] }.Record();
        await using var seen = await Seen.OpenAsync(chromium.Browser, demo.Address, route: "transcribe");

        await seen.Page.GetByLabel("Choose recordings").SetInputFilesAsync(
            new FilePayload { Name = "Interview.wav", MimeType = "audio/wav", Buffer = dialogue.ToWav() });
        await seen.Page.GetByRole(AriaRole.Link, new() { Name = "Interview.wav" })
            .ClickAsync(new() { Timeout = 90_000 });
        // What was heard so far can be copied too: only a whole one can be deleted.
        await Assertions.Expect(seen.Button("Delete")).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await seen.Button("Copy all").ClickAsync();
        await Assertions.Expect(seen.Page.Locator("toast-list")).ToContainTextAsync("The transcript is copied.");

        var lines = (await seen.ClipboardAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Line().Match(line)).ToList();
        Assert.All(lines, line => Assert.True(line.Success));
        Assert.Equal(
            dialogue.Words.Select(word => Spoken(word.Word)),
            lines.SelectMany(line => line.Groups["text"].Value.Split(' ')).Select(Spoken));
        // Voice 1 speaks up first; every turn of a voice is the same person's, on both sides of the cut.
        Assert.Equal(["Speaker 1", "Speaker 2"], lines.Select(line => line.Groups["name"].Value).Distinct());
    }

    private static string Spoken(string word) => word.Trim(',', '.', '?', '!').ToLowerInvariant();

    [GeneratedRegex(@"\A\[[\d:]+\] (?<name>[^:]+): (?<text>.+)\z")]
    private static partial Regex Line();
}
