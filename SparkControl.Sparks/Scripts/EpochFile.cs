using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>What a node's epoch file holds.</summary>
/// <param name="Outcome">
/// Whether it could be read; only <see cref="ShellOutcome.Completed"/> says anything about the file.
/// </param>
/// <param name="Found">Null when there is no file, or nothing in it that can be read.</param>
/// <param name="Reason">Why it could not be read, as a sentence.</param>
public sealed record EpochReading(ShellOutcome Outcome, Epoch? Found, string? Reason);

/// <summary>The file on a node that says whose turn it is: <c>~/.spark-control/epoch</c>.</summary>
public static class EpochFile
{
    /// <summary>Reads it without waiting for the lock: it is only ever replaced whole.</summary>
    public static async Task<EpochReading> ReadAsync(ISparkShell shell, CancellationToken cancel = default)
    {
        var script = new ShellScript(
            """if [ -f "$HOME/.spark-control/epoch" ]; then cat "$HOME/.spark-control/epoch"; fi""");
        var result = await shell.RunAsync(script, cancel);
        return new(result.Outcome, result.Succeeded ? Parse(result.Output) : null, result.Reason);
    }

    /// <summary>
    /// Writes ours over another panel's, as a user has confirmed. A newer turn of our own panel is left alone
    /// (<see cref="ShellOutcome.Superseded"/>).
    /// </summary>
    public static async Task<ShellResult> TakeOverAsync(
        ISparkShell shell, Epoch epoch, CancellationToken cancel = default)
    {
        EpochText.Validate(epoch);
        var script = new ShellScript($$"""
            _sc_dir=$HOME/.spark-control
            mkdir -p "$_sc_dir" || exit 1
            (: >>"$_sc_dir/lock") || exit 1
            exec 9>>"$_sc_dir/lock"
            timeout 30 flock 9 || { echo 'The lock of the node was held for 30 s.' >&2; exit 75; }
            number= panel=
            if [ -s "$_sc_dir/epoch" ]; then read -r number panel <"$_sc_dir/epoch"; fi
            case $number in *[!0-9]*) number=;; esac
            if [ -n "$number" ] && [ "$panel" = "$2" ] && [ "$number" -gt "$1" ]; then
                echo "$number $panel"; exit 76
            fi
            {{EpochText.Write("\"$1\"", "\"$2\"")}}
            """)
        {
            Arguments = [epoch.Number.ToString(CultureInfo.InvariantCulture), epoch.Panel],
            Deadline = ScriptText.LockWait + TimeSpan.FromSeconds(5)
        };

        var result = await shell.RunAsync(script, cancel);
        return result is { Ran: true, ExitCode: 76 }
            ? result with
            {
                Outcome = ShellOutcome.Superseded,
                Found = Parse(result.Output),
                Reason = "Another instance of this panel has been faster."
            }
            : result;
    }

    /// <summary>Reads <c>{number} {panel}</c>; null when it is something else.</summary>
    internal static Epoch? Parse(string text) =>
        text.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var number, var panel]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? new Epoch(value, panel)
            : null;
}
