using SparkControl.Contracts;
using SparkControl.ControlApi.Updates;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

public sealed class UpdateTellingTests
{
    [Fact]
    public void An_update_has_two_lines_of_its_own_in_the_connectivity_log()
    {
        var update = Update.Begin();
        var ended = update with { Phase = UpdatePhase.Done, FromCommit = Update.Old, ToCommit = Update.New, EndedAt = Update.Start.AddSeconds(90) };

        var (begin, end) = (UpdateTelling.Begin(update), UpdateTelling.End(ended));

        Assert.Equal(("u-1:begin", ConnectivityKind.Update, "vllm", "page", true), (begin.Id, begin.Kind, begin.Service, begin.Source, begin.Planned));
        Assert.Equal(("u-1:end", true, 90_000), (end.Id, end.Ok, end.Ms));
        Assert.Equal("Updated the launcher from 1111111 to 2222222.", end.Evidence);
    }

    [Theory]
    [InlineData(UpdatePhase.Failed, false, "The update of the launcher failed: The image could not be built.")]
    [InlineData(UpdatePhase.Cancelled, true, "The update of the launcher was cancelled.")]
    public void What_a_user_cancelled_has_not_failed(UpdatePhase phase, bool ok, string sentence)
    {
        var failure = phase == UpdatePhase.Failed ? new JobFailure("build_failed", "The image could not be built") : null;

        var end = UpdateTelling.End(Update.Begin() with { Phase = phase, EndedAt = Update.Start, Failure = failure });

        Assert.Equal((ok, failure?.Title, sentence), (end.Ok, end.Error, end.Evidence));
    }
}
