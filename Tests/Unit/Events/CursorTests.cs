using SparkControl.ControlApi.Events;
using Xunit;

namespace SparkControl.Tests.Unit.Events;

public sealed class CursorTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("0", null)]
    [InlineData("x", null)]
    [InlineData("17", 17L)]
    [InlineData("9000000000000000000", 9007199254740992L)]
    public void A_cursor_is_a_line_that_a_log_could_have(string? said, long? line) =>
        Assert.Equal(line, EventEndpoints.Cursor(said));
}
