using System.Text;
using SparkControl.Contracts;
using SparkControl.ControlApi.Import;
using Xunit;

namespace SparkControl.Tests.Unit.Import;

public sealed class OldEventsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Then = new(2026, 5, 17, 8, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(
        """[{"ts":1779006600,"service":"parakeet","ok":false,"source":"app","error":"503","ms":12,"kind":"report"}]""")]
    [InlineData(
        """[{"timestamp":1779006600000,"service":"parakeet","ok":false,"source":"app","error":"503","ms":12.0}]""")]
    [InlineData("""{"events":[{"time":"2026-05-17T08:30:00Z","service":"parakeet","ok":false,"source":"app","error":"503","ms":"12"}]}""")]
    [InlineData("""{"version":1,"reports":[{"at":"2026-05-17 08:30:00","service":"parakeet","ok":false,"source":"app","error":"503","ms":12}]}""")]
    [InlineData("""{"parakeet":[{"at":"2026-05-17T10:30:00+02:00","ok":0,"source":"app","error":"503","ms":12,"type":"health_event"}]}""")]
    [InlineData("""{"ts":1779006600.0,"service":"parakeet","ok":"false","source":"app","error":"503","ms":12}""")]
    public void Reports_are_found_in_each_of_the_likely_shapes(string text)
    {
        var line = Assert.Single(Read(text).Lines);

        Assert.Equal((Then, ConnectivityKind.Report, "parakeet"), (line.At, line.Kind, line.Service));
        Assert.Equal((false, "app", "503", 12.0, 1), (line.Ok, line.Source, line.Error, line.Ms, line.Count));
        Assert.True(line.IsOld);
    }

    [Theory]
    [InlineData("""[{"ts":1779006600,"service":"vllm","from":"healthy","to":"down"}]""", ServiceVerdict.Healthy)]
    [InlineData(
        """[{"ts":1779006600,"service":"vllm","kind":"transition","old":true,"new":false}]""", ServiceVerdict.Healthy)]
    [InlineData("""{"transitions":[{"ts":1779006600,"service":"vllm","ok":false}]}""", null)]
    [InlineData("""[{"ts":1779006600,"service":"vllm","event":"down"}]""", null)]
    [InlineData(
        """[{"ts":1779006600,"service":"vllm","state":"UNHEALTHY","previous":"Starting"}]""", ServiceVerdict.Starting)]
    [InlineData("""[{"ts":1779006600,"service":"vllm","ok":false,"source":"poll"}]""", null)]
    public void Changes_of_state_are_found_in_each_of_the_likely_shapes(string text, ServiceVerdict? from)
    {
        var line = Assert.Single(Read(text).Lines);

        Assert.Equal((Then, ConnectivityKind.Transition, "vllm"), (line.At, line.Kind, line.Service));
        Assert.Equal((from, ServiceVerdict.Unhealthy), (line.From, line.To));
    }

    [Theory]
    [InlineData("""[{"ts":1779006600,"ok":true}]""", "1 × event", "It names no service.")]
    [InlineData("""[{"ts":1779006600,"service":"two words","ok":true}]""", "1 × event", "It names no service.")]
    [InlineData("""[{"service":"vllm","ok":true},{"ts":"12:30","service":"vllm","ok":true}]""", "2 × event",
        "It has no time that can be read.")]
    [InlineData("""[{"ts":4102444800,"service":"vllm","ok":true}]""", "1 × event",
        "Its time is not between 2020 and the import.")]
    [InlineData(
        """[{"ts":5,"service":"vllm","ok":true}]""", "1 × event", "Its time is not between 2020 and the import.")]
    [InlineData("""[{"ts":1779006600,"service":"vllm","kind":"report"}]""", "1 × event",
        "It does not say whether it went well.")]
    [InlineData("""[{"ts":1779006600,"service":"vllm","to":"purple"}]""", "1 × event",
        "It is a change to a state that SparkControl does not know.")]
    [InlineData("""[1,"x",null,[2]]""", "4 × a value", "It is no event.")]
    [InlineData("""{"version":3}""", "1 × version", "It is no event.")]
    [InlineData(
        "nonsense", "the rest of the file", "It cannot be read as JSON from line 1 on. What stands before that was taken.")]
    public void What_is_no_event_is_counted_and_told(string text, string what, string why)
    {
        var events = Read(text);

        Assert.Empty(events.Lines);
        Assert.Equal((what, why), Assert.Single(events.Kept));
    }

    [Fact]
    public void What_has_no_place_in_the_log_is_told_and_the_rest_of_its_event_is_taken()
    {
        var events = Read("""[{"ts":1779006600,"service":"vllm","ok":true,"ms":-1,"gpu":{"t":70}},{"ts":1779006601,"service":"vllm","ok":true,"gpu":1}]""");

        Assert.Equal(2, events.Lines.Count);
        Assert.Equal(
            [("1 × event", "How long it took cannot be read; the rest was taken."),
                ("2 × “gpu” of event", "SparkControl's log has no place for it.")],
            events.Kept);
    }

    [Theory]
    [InlineData(20, "1 × a value", "It is nested too deep.")]
    [InlineData(2_000, "the rest of the file",
        "It cannot be read as JSON from line 2 on. What stands before that was taken.")]
    public void What_is_nested_too_deep_is_told_and_what_stands_behind_it_is_read_on(int depth, string what, string why)
    {
        var events = Read($"{{\"events\":[{Event(1)},\n{new string('[', depth)}{new string(']', depth)},{Event(2)}]}}");

        Assert.Equal(depth < 1_000 ? 2 : 1, events.Lines.Count);
        Assert.Equal((what, why), Assert.Single(events.Kept));
    }

    [Fact]
    public void A_deep_field_takes_nothing_with_it()
    {
        var events = Read($"[{Event(1)[..^1]},\"gpu\":{new string('[', 30)}{new string(']', 30)}}},{Event(2)}]");

        Assert.Equal(2, events.Lines.Count);
        Assert.Equal("1 × “gpu” of event", Assert.Single(events.Kept).What);
    }

    [Fact]
    public void A_torn_file_gives_what_stands_before_the_tear()
    {
        var whole = $"[{string.Join(",\n", Enumerable.Range(0, 50).Select(Event))}]";

        for (var end = 0; end < whole.Length; end += 7)
        {
            var events = Read(whole[..end]);

            Assert.Equal(whole[..end].Count(letter => letter == '}'), events.Lines.Count);
            Assert.Equal(end > 0, events.Kept.Any(part => part.What == "the rest of the file"));
        }
    }

    [Fact]
    public void Every_line_has_the_same_id_each_time_and_one_of_its_own()
    {
        var text = $"[{Event(1)},{Event(2)},{Event(1)}]";

        var ids = Read(text).Lines.Select(line => line.Id).ToList();

        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(ids, Read(text).Lines.Select(line => line.Id));
        Assert.Equal(ids.Order(),
            Read($"{{\"events\": [{Event(2)}, {Event(1)}, {Event(1)}]}}").Lines.Select(line => line.Id).Order());
    }

    [Fact]
    public void Lines_are_in_the_order_of_their_times_and_no_more_than_the_log_holds()
    {
        var text = $"[{string.Join(',', Enumerable.Range(0, 100_005).Reverse().Select(Event))}]";

        var events = Read(text);

        Assert.Equal(100_000, events.Lines.Count);
        Assert.Equal(Then.AddSeconds(5), events.Lines[0].At);
        Assert.Equal(events.Lines.OrderBy(line => line.At), events.Lines);
        Assert.Equal("5 events", Assert.Single(events.Kept).What);
    }

    [Fact]
    public void Of_more_than_the_log_keeps_the_newest_are_taken()
    {
        var text = Encoding.UTF8.GetBytes($"[{string.Join(",", Enumerable.Range(0, 5).Select(Event))}]");

        var all = OldEvents.Read(text, Now).Lines;
        var events = OldEvents.Read(text, Now, most: 2);

        Assert.Equal(all.TakeLast(2), events.Lines);
        Assert.Equal(("3 events", "The log holds 2 lines: these are older."), Assert.Single(events.Kept));
    }

    private static string Event(int second) =>
        FormattableString.Invariant($$"""{"ts":{{1779006600 + second}},"service":"vllm","ok":true}""");

    private static OldEvents Read(string text) => OldEvents.Read(Encoding.UTF8.GetBytes(text), Now);
}
