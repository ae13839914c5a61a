using SparkControl.Benchmarks.Measures;
using Xunit;

namespace SparkControl.Tests.Unit.Audio.Measures;

/// <summary>The diarization error, against sums that were done by hand.</summary>
public sealed class DiarizationErrorsTests
{
    private static readonly MeasuredTurn[] _real = [new("a", 0, 10), new("b", 10, 20)];

    [Fact]
    public void Other_names_for_the_same_people_are_no_error() =>
        Assert.Equal(0, DiarizationErrors.Of(_real, [new("2", 0, 10), new("1", 10, 20)]).Rate);

    [Fact]
    public void What_is_missed_told_of_nobody_or_told_of_another_is_counted_apart()
    {
        var errors = DiarizationErrors.Of(_real, [new("1", 2, 13), new("2", 13, 24)]);

        Assert.Equal((20, 2, 4, 3), (errors.Speech, errors.Missed, errors.FalseAlarm, errors.Confused));
        Assert.Equal(0.45, errors.Rate, 9);
    }

    [Fact]
    public void One_name_for_two_people_is_right_for_one_of_them() =>
        Assert.Equal(0.5, DiarizationErrors.Of(_real, [new("1", 0, 20)]).Rate);

    [Fact]
    public void Two_who_speak_at_once_count_twice()
    {
        MeasuredTurn[] real = [new("a", 0, 10), new("b", 6, 10)];

        var errors = DiarizationErrors.Of(real, [new("1", 0, 10)]);

        Assert.Equal((14, 4, 0, 0), (errors.Speech, errors.Missed, errors.FalseAlarm, errors.Confused));
    }

    [Fact]
    public void What_is_within_the_collar_does_not_count()
    {
        MeasuredTurn[] told = [new("1", 0.2, 10.2), new("2", 10.2, 20)];

        Assert.Equal(0.4, DiarizationErrors.Of(_real, told).Rate * 20, 9);
        var errors = DiarizationErrors.Of(_real, told, collar: 0.25);
        Assert.Equal(0, errors.Rate);
        Assert.Equal(19, errors.Speech, 9);
    }

    [Fact]
    public void Nobody_at_all_is_no_error_and_everything_told_of_nobody_is_a_false_alarm()
    {
        Assert.Equal(0, DiarizationErrors.Of([], []).Rate);
        Assert.Equal(3, DiarizationErrors.Of([], [new("1", 0, 3)]).FalseAlarm);
    }

    [Fact]
    public void Ten_hours_of_turns_are_measured()
    {
        var real = Enumerable.Range(0, 20_000)
            .Select(i => new MeasuredTurn("s" + i % 4, i * 1.8, i * 1.8 + 1.7)).ToList();

        var errors = DiarizationErrors.Of(real, [.. real.Select(turn => turn with { Speaker = "t" + turn.Speaker })]);

        Assert.Equal(0, errors.Rate);
        Assert.Equal(34_000, errors.Speech, 3);
    }
}
