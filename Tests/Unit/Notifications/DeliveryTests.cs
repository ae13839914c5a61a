using SparkControl.Contracts;
using SparkControl.ControlApi.Notifications;
using Xunit;

namespace SparkControl.Tests.Unit.Notifications;

public sealed class DeliveryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly NoticeTarget A = new(NoticeTargetKind.Webhook, "http://a/");
    private static readonly NoticeTarget B = new(NoticeTargetKind.Ntfy, "http://b/");

    private static readonly Notice Notice = new()
    {
        Id = "s-1:end",
        At = Now,
        Event = NoticeEvent.SwapComplete,
        Title = "t",
        Text = "x"
    };

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 30)]
    [InlineData(3, 120)]
    [InlineData(4, 600)]
    [InlineData(5, 3600)]
    [InlineData(6, null)]
    public void Who_does_not_answer_is_told_again_ever_later_and_then_given_up(int failures, int? seconds) =>
        Assert.Equal(
            seconds is { } some ? TimeSpan.FromSeconds(some) : (TimeSpan?)null, NoticeBackOff.After(failures));

    [Fact]
    public void What_nobody_has_begun_with_is_for_all()
    {
        var deliveries = Of([A, B], []);

        Assert.Equal([A, B], deliveries.Select(delivery => delivery.Target));
        Assert.All(deliveries, delivery => Assert.Equal(new(0, Now), delivery.Progress));
    }

    [Fact]
    public void What_was_begun_goes_on_with_those_who_have_not_heard()
    {
        var progress = new DeliveryProgress(2, Now.AddSeconds(30));

        var delivery = Assert.Single(Of([A, B], new() { [B.Field(Notice)] = Wire.Write(progress) }));

        Assert.Equal((B, progress), (delivery.Target, delivery.Progress));
    }

    [Fact]
    public void Who_is_no_longer_named_is_told_nothing() =>
        Assert.Empty(Of([A], new() { [B.Field(Notice)] = Wire.Write(new DeliveryProgress(1, Now)) }));

    [Fact]
    public void Progress_of_another_notice_is_not_its_own() =>
        Assert.Equal(2, Of([A, B], new() { [A.Field(Notice with { Id = "s-1:end2" })] = "{}" }).Count);

    private static IReadOnlyList<Delivery> Of(
        IReadOnlyList<NoticeTarget> targets, Dictionary<string, string> progress) =>
        Delivery.Of(new("taken", "raw"), Notice, targets, progress, Now);
}
