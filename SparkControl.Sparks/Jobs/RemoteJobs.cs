using System.Globalization;
using System.Text.RegularExpressions;

namespace SparkControl.Sparks;

/// <summary>How a start of a remote job went.</summary>
/// <param name="Result">The script's; the job runs, or has run, when it succeeded.</param>
/// <param name="Attached">The job was there before: nothing was started.</param>
public sealed record RemoteJobStart(ShellResult Result, bool Attached);

/// <summary>Which jobs there are.</summary>
/// <param name="Result">The script's; the names are all of them when it succeeded.</param>
/// <param name="Names">Their ids.</param>
public sealed record RemoteJobNames(ShellResult Result, IReadOnlyList<string> Names);

/// <summary>
/// Long commands on a node that outlive the connection and the panel: each is a directory
/// <c>~/.spark-control/jobs/{id}/</c> with <c>command.sh</c>, <c>log</c>, <c>pid</c> and, when it has ended,
/// <c>exit</c>.
/// </summary>
/// <param name="shell">The node.</param>
/// <param name="time">The clock.</param>
public sealed partial class RemoteJobs(ISparkShell shell, TimeProvider time)
{
    /// <summary>How long a cancelled job gets to end by itself.</summary>
    public static readonly TimeSpan Mercy = TimeSpan.FromSeconds(10);

    /// <summary>The job's output, for <see cref="ISparkShell.FollowAsync"/>.</summary>
    public static string LogPath(string id) => $"~/.spark-control/jobs/{Checked(id)}/log";

    /// <summary>Starts a job, or finds it started: one id never runs twice.</summary>
    /// <param name="id">Letters, digits, dots, dashes; at most 64.</param>
    /// <param name="command">A script for <c>/bin/sh</c>. It is kept on the node: no secrets in it.</param>
    /// <param name="epoch">Our turn.</param>
    /// <param name="environment">Variables of the job alone, secrets among them; never written to a file.</param>
    /// <param name="cancel">Gives up; the job may run all the same.</param>
    public async Task<RemoteJobStart> StartAsync(
        string id, string command, Epoch epoch, IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancel = default)
    {
        var script = new ShellScript(JobScripts.Start)
        {
            Arguments = [Checked(id), command, JobScripts.Runner],
            Environment = environment ?? new Dictionary<string, string>(),
            Epoch = epoch
        };
        var result = await shell.RunAsync(script, cancel);
        return new(result, result.Succeeded && result.Output.StartsWith("attached", StringComparison.Ordinal));
    }

    /// <summary>Where a job stands now.</summary>
    public async Task<RemoteJobStatus> StatusAsync(string id, CancellationToken cancel = default)
    {
        var result = await shell.RunAsync(new(JobScripts.Status) { Arguments = [Checked(id)] }, cancel);
        return result.Succeeded ? Parse(result.Output) : new(RemoteJobState.Unknown, null, 0);
    }

    /// <summary>The jobs whose ids begin with a word.</summary>
    public async Task<RemoteJobNames> NamesAsync(string prefix, CancellationToken cancel = default)
    {
        var script = new ShellScript(JobScripts.Names) { Arguments = [Checked(prefix)] };
        var result = await shell.RunAsync(script, cancel);
        var names = result.Succeeded ? result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
        return new(result, [.. names.Where(name => Id().IsMatch(name))]);
    }

    /// <summary>Waits for the end of a job, but not longer than asked, and says where it stands then.</summary>
    public async Task<RemoteJobStatus> EndAsync(string id, TimeSpan limit, CancellationToken cancel = default)
    {
        await WaitAsync(id, limit, cancel);
        return await StatusAsync(id, cancel);
    }

    /// <summary>What a job has printed, 4 KiB at most; null when nobody could say.</summary>
    public async Task<string?> WordsAsync(string id, CancellationToken cancel = default)
    {
        var script = Read("head -c 4096", id);
        return await shell.RunAsync(script, cancel) is { Succeeded: true } result ? result.Output.Trim() : null;
    }

    /// <summary>The end of what a job has printed, 16 KiB at most; null when nobody could say.</summary>
    public async Task<string?> LastWordsAsync(string id, CancellationToken cancel = default) =>
        await shell.RunAsync(Read("tail -c 16384", id), cancel) is { Succeeded: true } result
            ? result.Output.Trim()
            : null;

    /// <summary>All that a job has printed, 4 MiB at most; null when nobody could say.</summary>
    public async Task<string?> AllWordsAsync(string id, CancellationToken cancel = default)
    {
        var script = Read("cat", id) with { OutputLimit = 4 * 1024 * 1024 };
        return await shell.RunAsync(script, cancel) is { Succeeded: true } result ? result.Output : null;
    }

    /// <summary>
    /// Ends a job and all it started: TERM, and KILL for what is there after 10 s. Success means that it is gone.
    /// </summary>
    public async Task<ShellResult> CancelAsync(string id, Epoch epoch, CancellationToken cancel = default)
    {
        var asked = time.GetTimestamp();
        var result = await SignalAsync(id, "TERM", epoch, cancel);
        if (result.Succeeded && !IsGone(result)) result = await WaitAsync(id, Mercy, cancel);
        if (result.Succeeded && !IsGone(result)) result = await SignalAsync(id, "KILL", epoch, cancel);
        return result with { Took = time.GetElapsedTime(asked) };
    }

    internal static RemoteJobStatus Parse(string output) => output.Trim().Split(' ') switch
    {
        ["absent", ..] => new(RemoteJobState.Absent, null, 0),
        ["running", _, var bytes] => new(RemoteJobState.Running, null, Number(bytes)),
        ["exited", var code, var bytes] => new(RemoteJobState.Exited, (int)Number(code), Number(bytes)),
        ["lost", _, var bytes] => new(RemoteJobState.Lost, null, Number(bytes)),
        _ => new(RemoteJobState.Unknown, null, 0)
    };

    private static long Number(string word) =>
        long.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static ShellScript Read(string tool, string id) =>
        new($"{tool} \"$HOME/.spark-control/jobs/$1/log\"") { Arguments = [Checked(id)] };

    private static bool IsGone(ShellResult result) => result.Output.StartsWith("gone", StringComparison.Ordinal);

    private static string Checked(string id) =>
        Id().IsMatch(id) ? id : throw new ArgumentException($"'{id}' is no id of a remote job.", nameof(id));

    private Task<ShellResult> SignalAsync(string id, string signal, Epoch epoch, CancellationToken cancel) =>
        shell.RunAsync(new(JobScripts.Signal)
        {
            Arguments = [Checked(id), signal],
            Epoch = epoch,
            // It waits up to ten seconds for one that has just begun, and five for the end.
            Deadline = TimeSpan.FromSeconds(20)
        }, cancel);

    /// <summary>Without the node's lock: nobody else has to wait while a job takes its time.</summary>
    private Task<ShellResult> WaitAsync(string id, TimeSpan limit, CancellationToken cancel) =>
        shell.RunAsync(new(JobScripts.Wait)
        {
            Arguments = [Checked(id), ((int)Math.Ceiling(limit.TotalSeconds)).ToString(CultureInfo.InvariantCulture)],
            Deadline = limit + TimeSpan.FromSeconds(5)
        }, cancel);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Id();
}
