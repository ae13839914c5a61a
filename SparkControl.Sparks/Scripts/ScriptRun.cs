using System.Text;

namespace SparkControl.Sparks;

/// <summary>Runs one script over one channel and says how it ended.</summary>
internal static class ScriptRun
{
    /// <summary>What the node's own deadline may come late, and an answer on its way.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <param name="channel">An open channel to a <c>/bin/sh -s</c> that nothing was sent to yet.</param>
    /// <param name="script">What to run.</param>
    /// <param name="node">The node's name, for sentences.</param>
    /// <param name="time">The clock.</param>
    /// <param name="began">Called with the time until the node began to answer.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<ShellResult> RunAsync(
        IShellChannel channel, ShellScript script, string node, TimeProvider time, Action<TimeSpan> began,
        CancellationToken cancel)
    {
        if (script.StillMine?.Invoke() == false)
            return Of(ShellOutcome.Superseded, $"The turn was over before a command was sent to {node}.");

        var text = ScriptText.For(script);
        var limit = script.Deadline + Grace + (script.Epoch is null ? TimeSpan.Zero : ScriptText.LockWait);
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);

        var sent = time.GetTimestamp();
        var output = new MarkedOutput(channel.Output, text.First, new(script.OutputLimit));
        var error = new MarkedOutput(channel.Error, text.First, new(script.OutputLimit, kept: 1024));
        string? broke = null;
        try
        {
            var reading = Task.WhenAll(output.ReadAsync(null, either.Token), error.ReadAsync(Began, either.Token));
            await channel.SendAsync(Encoding.UTF8.GetBytes(text.Text), either.Token);
            await reading;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            broke = $"{node} did not finish a command within {limit.TotalSeconds:0} s.";
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            broke = $"The connection to {node} broke: {failure.Message}";
        }

        // A login shell such as nologin says why instead of running ours.
        if (!error.Began && $"{output.Before}{error.Before}".Trim() is { Length: > 0 } said)
            broke = $"{node} ran no shell for us: {said.Split('\n')[0]}";
        var marks = ScriptMarks.Read(error.Text, text.Mark);
        var took = time.GetElapsedTime(sent);
        return Judge(marks, script, node, took, broke) with { Output = output.Text, Error = marks.Error, Took = took };

        void Began() => began(time.GetElapsedTime(sent));
    }

    private static ShellResult Judge(
        ScriptMarks marks, ShellScript script, string node, TimeSpan took, string? broke) =>
        marks.Word switch
        {
            // 124 is timeout's word for a deadline, 137 that it had to use force.
            "ended" when marks.Number(0) is 124 or 137 && took >= script.Deadline => Of(ShellOutcome.Lost,
                $"A command on {node} was ended there after {script.Deadline.TotalSeconds:0} s."),
            "ended" when marks.Number(0) is { } code => new(ShellOutcome.Completed, (int)code, "", ""),
            "another" => Of(ShellOutcome.AnotherPanel, $"Another panel drives {node}.") with { Found = marks.Found },
            "newer" => Of(ShellOutcome.Superseded, $"Another instance of this panel has taken over {node}.") with
            {
                Found = marks.Found
            },
            "unwritable" => Of(
                ShellOutcome.Unreachable, $"~/.spark-control cannot be written on {node}: is its disk full?"),
            "locked" when marks.Number(0) is 127 => Of(ShellOutcome.Unreachable, $"flock is not installed on {node}."),
            "locked" => Of(ShellOutcome.Unreachable, $"Another command has held the lock of {node} for 30 s."),
            _ => Of(ShellOutcome.Lost, broke ?? $"The connection to {node} broke while a command ran.")
        };

    private static ShellResult Of(ShellOutcome outcome, string reason) => new(outcome, -1, "", "") { Reason = reason };
}
