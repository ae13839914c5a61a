using SparkControl.Contracts;
using SparkControl.ControlApi.Updates;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

/// <summary>Signals in any order, late ones and those of another phase among them.</summary>
public sealed class UpdateInterleavingTests
{
    private const int Seeds = 5_000, Steps = 400;

    private static readonly string[] Lines =
    [
        "$ git pull --ff-only", "Fast-forward", "$ ./build-and-copy.sh -c", "Copying image 'vllm-node' to 1 host(s): x",
        "Loading image into user@x...", "#1 DONE 0.7s"
    ];

    [Fact]
    public void No_order_of_signals_goes_back_or_ends_with_something_at_work_or_never_ends()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var state = Update.Begin((UpdateAction)random.Next(3), random.Next(4) == 0 ? Update.One : null, random.Next(2) == 0 ? "qwen36" : null);
            var (at, cleared) = (0, false);
            for (var step = 0; step < Steps && state.IsActive; step++)
            {
                var signal = Any(state, random, step);
                var next = UpdateMachine.Next(state, signal, Update.Start.AddSeconds(++at));
                Assert.True(IsForward(state, next), $"seed {seed}: {state.Phase} becomes {next.Phase} by {signal}");
                cleared |= next.Run!.IsCleared;
                // What ends while a job may be at work would leave it behind.
                if (!next.IsActive && UpdateActivity.Of(state) is UpdateActivity.Carry)
                    Assert.IsType<UpdateSignal.Refused>(signal);
                if (next is { Phase: UpdatePhase.Cancelled } && state.Phase > UpdatePhase.Recording) Assert.True(cleared);
                state = next;
            }

            Assert.False(state.IsActive, $"seed {seed} is still {state.Phase} with {UpdateActivity.Of(state)}");
            Assert.Null(state.Silent);
            if (state.Phase != UpdatePhase.Cancelled) Assert.Equal(state.Phase == UpdatePhase.Failed, state.Failure is not null);
            else Assert.Equal(state.Run!.IsSilent && state.Run.Left is not null ? "node_silent" : null, state.Failure?.Code);
            Assert.Same(state, UpdateMachine.Next(state, Any(state, random, 0), Update.Start.AddDays(1)));
        }
    }

    private static bool IsForward(UpdateState was, UpdateState now) => now.Phase == was.Phase
        || now.Phase >= UpdatePhase.Done
        || now.Phase > was.Phase
        || (was.Phase, now.Phase) == (UpdatePhase.RollingBack, UpdatePhase.Loading)
        || was.Phase == UpdatePhase.Checking;

    // Late signals of before come as often as the one that is waited for.
    private static UpdateSignal Any(UpdateState state, Random random, int step) => random.Next(step > Steps / 2 ? 4 : 12) switch
    {
        < 3 => Wanted(state, random),
        3 => new UpdateSignal.Lines([new(LogLine.Launcher, 0, Lines[random.Next(Lines.Length)])]),
        4 => new UpdateSignal.JobEnded($"u-1{new[] { "", "-1", "-2", "-3" }[random.Next(4)]}", random.Next(3) switch { 0 => null, var code => code - 1 }, []),
        5 => new UpdateSignal.Seen(AnyFacts(random)),
        6 => new UpdateSignal.Cleared(),
        7 => new UpdateSignal.Checked(AnyFacts(random)),
        8 => new UpdateSignal.Recorded(Update.Former),
        9 when random.Next(20) == 0 => new UpdateSignal.CancelAsked(),
        10 when random.Next(40) == 0 => new UpdateSignal.Refused(UpdateFailures.AnotherPanel("p")),
        11 when random.Next(2) == 0 => new UpdateSignal.TrialEnded(true, random.Next(2) == 0 ? null : UpdateFailures.Lost("spark1")),
        11 when random.Next(4) == 0 => new UpdateSignal.Silent($"spark{random.Next(1, 3)}", null),
        11 => new UpdateSignal.Restored(null),
        _ => random.Next(3) switch
        {
            0 => new UpdateSignal.Unheard($"spark{random.Next(1, 3)}", Update.Start),
            1 => new UpdateSignal.Heard($"spark{random.Next(1, 3)}"),
            _ => new UpdateSignal.Lines([new("spark2", 0, "0.17.1")])
        }
    };

    private static UpdateSignal Wanted(UpdateState state, Random random) => UpdateActivity.Of(state) switch
    {
        UpdateActivity.Check => new UpdateSignal.Checked(AnyFacts(random)),
        UpdateActivity.Record => new UpdateSignal.Recorded(Update.Former),
        UpdateActivity.Carry carry => new UpdateSignal.JobEnded(carry.Job.Name, random.Next(5) == 0 ? 1 : 0, ["0.17.1"]),
        UpdateActivity.Trial => new UpdateSignal.TrialEnded(true),
        UpdateActivity.Restore => new UpdateSignal.Restored(new("served", "Served")),
        UpdateActivity.Clear => new UpdateSignal.Cleared(),
        _ => new UpdateSignal.Seen(AnyFacts(random))
    };

    private static UpdateFacts AnyFacts(Random random)
    {
        var head = random.Next(3) == 0 ? Update.OldImage : Update.NewImage;
        var worker = random.Next(4) switch { 0 => null, 1 => Update.OldImage, _ => head };
        var repository = random.Next(6) switch { 0 => null, 1 => Update.Behind with { Branch = null }, 2 => Update.Behind, _ => Update.UpToDate };
        return Update.Facts(repository, head, worker) with
        {
            Former = Update.Former with
            {
                IsHalfDone = random.Next(2) == 0,
                Stopped = random.Next(3) == 0 ? new("served", "Served") : null
            },
            Served = random.Next(2) == 0 ? new("served", "Served") : null
        };
    }
}
