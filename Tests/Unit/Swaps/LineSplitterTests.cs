using System.Text;
using Microsoft.Extensions.Time.Testing;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class LineSplitterTests
{
    private static readonly FakeTimeProvider Time = new(Given.Start);

    [Fact]
    public void However_the_bytes_arrive_lines_and_offsets_are_the_same()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var dice = new Random(seed);
            var bytes = Bytes(dice);

            var whole = Split(bytes, bytes.Length, dice);
            var parts = Split(bytes, 40, dice);

            Assert.True(whole.SequenceEqual(parts), $"seed {seed}");
        }
    }

    [Fact]
    public void A_file_can_be_taken_up_at_the_end_of_any_line()
    {
        var bytes = Bytes(new Random(1));
        var whole = Split(bytes, bytes.Length, new(1));

        foreach (var end in whole.Select(l => l.End).Distinct())
        {
            var rest = new LineSplitter("n", end, stamped: false, Time).Take(bytes.AsSpan((int)end));
            Assert.Equal(whole.Where(l => l.End > end), rest);
        }
    }

    [Theory]
    [InlineData("a\nb\n", "a@2 b@4")]
    [InlineData("a\n\nb\n", "a@2 @3 b@5")]
    [InlineData("a\nb", "a@2")]
    [InlineData("a\r\nb\r\n", "a@3 b@6")]
    [InlineData("\r10%\r20%\r30%\n", "10%@13 20%@13 30%@13")]
    [InlineData("\r\r\n", "@3")]
    [InlineData("", "")]
    public void A_newline_ends_a_line_and_a_carriage_return_a_piece_of_a_bar(string text, string lines) => Assert.Equal(
        lines, string.Join(' ', new LineSplitter("n", 0, stamped: false, Time).Take(Encoding.UTF8.GetBytes(text))
            .Select(l => $"{l.Line.Text}@{l.End}")));

    [Fact]
    public void A_long_line_is_clipped_and_the_next_one_is_whole()
    {
        var lines = Split(Encoding.UTF8.GetBytes(new string('x', 3_000_000) + "\nshort\n"), 65_536, new(1));

        Assert.Equal((LineSplitter.MaxBytes, "short", 3_000_007L),
            (lines[0].Line.Text.Length, lines[1].Line.Text, lines[1].End));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Of_a_long_bar_the_last_state_is_kept_with_its_time_and_process(string end)
    {
        var bar = string.Concat(Enumerable.Range(0, 1000).Select(i => $"\rFetching 32 files: {i}/1000"));
        var splitter = new LineSplitter("n", 0, stamped: true, Time);

        var line = Assert.Single(
            splitter.Take(Encoding.UTF8.GetBytes($"2026-11-24T12:00:00.5Z (Engine pid=1) {bar}{end}")));

        Assert.Equal(("(Engine pid=1) Fetching 32 files: 999/1000", 500), (line.Line.Text, line.Line.AtMs % 1000));
        Assert.Equal("next", Assert.Single(splitter.Take("next\n"u8)).Line.Text);
    }

    [Fact]
    public void Bytes_that_are_no_text_become_a_sign_and_cost_no_line()
    {
        var lines = Split(
            [(byte)'a', 0xff, 0xfe, (byte)'\n', 0xe2, 0x9c, (byte)'\n', (byte)'b', (byte)'\n'], 100, new(1));

        Assert.Equal(["a\ufffd\ufffd", "\ufffd", "b"], lines.Select(l => l.Line.Text));
    }

    [Theory]
    [InlineData("2026-11-24T12:00:00.123456789Z hello", 123, "hello")]
    [InlineData("2026-11-24T12:00:00Z hello", 0, "hello")]
    [InlineData("2026-11-24T13:00:00.5+01:00 hello", 500, "hello")]
    [InlineData("2026-11-24T12:00:00.123456789Z ", 123, "")]
    [InlineData("2026-11-24T12:00:00.123456789Z \rbar 1\rbar 2", 123, "bar 1|bar 2")]
    [InlineData("2026-11-24T12:00:00.123456789Z \u001b[32mgreen\u001b[0m", 123, "green")]
    [InlineData("no stamp at all", 7000, "no stamp at all")]
    [InlineData("Error response from daemon: No such container", 7000, "Error response from daemon: No such container")]
    public void The_time_that_docker_writes_is_the_lines(string text, int ms, string pieces)
    {
        var time = new FakeTimeProvider(Given.Start.AddSeconds(7));

        var lines = new LineSplitter("spark1", 0, stamped: true, time).Take(Encoding.UTF8.GetBytes(text + "\n"));

        Assert.Equal(pieces, string.Join('|', lines.Select(l => l.Line.Text)));
        Assert.All(lines, l => Assert.Equal(Given.Start.ToUnixTimeMilliseconds() + ms, l.Line.AtMs));
    }

    private static List<ReadLine> Split(byte[] bytes, int most, Random dice)
    {
        var splitter = new LineSplitter("n", 0, stamped: false, Time);
        List<ReadLine> lines = [];
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(most < bytes.Length ? dice.Next(1, most) : most, bytes.Length - at);
            lines.AddRange(splitter.Take(bytes.AsSpan(at, length)));
            at += length;
        }

        return lines;
    }

    private static byte[] Bytes(Random dice)
    {
        string[] pieces = ["a", "\n", "\r", "é", "漢", "😀", "\u001b[1m", " ", "word", "\t", new string('y', 9000)];
        var text = new StringBuilder();
        for (var i = 0; i < 200; i++)
            text.Append(pieces[dice.Next(dice.Next(20) == 0 ? pieces.Length : pieces.Length - 1)]);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
