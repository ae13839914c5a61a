using System.Text.RegularExpressions;

namespace SparkControl.Sparks;

/// <summary>Containers of a node, by exact name. Docker may hang: no call of it is without a limit.</summary>
public static partial class Containers
{
    /// <summary>Bytes of a container's log that are copied at most.</summary>
    public const long LogLimit = 256L * 1024 * 1024;

    private const string KillText = """
        name=$1
        out=$(timeout 10 docker kill "$name" 2>&1; timeout 10 docker rm -f "$name" 2>&1)
        for try in 1 2 3 4 5 6; do
            look=$(timeout 10 docker inspect --type container -f '{{.Id}}' "$name" 2>&1); code=$?
            case $look in *'o such container'|*'o such container:'*|*'o such object:'*) exit 0;; esac
            if [ $code -ne 0 ]; then printf '%s\n' "$look" >&2; exit $code; fi
            sleep 1
        done
        printf '%s\n' "$out" >&2
        exit 1
        """;

    /// <summary>Everything that a swap decides on, in one script.</summary>
    public static async Task<NodeObservation> ObserveAsync(
        ISparkShell shell, NodeQuery query, CancellationToken cancel = default)
    {
        var observation = ObservationScript.For(query with { Container = Checked(query.Container) });
        var result = await shell.RunAsync(observation.Script, cancel);
        return result.Ran
            ? ObservationParts.Read(shell.Node, result.Output, observation.Mark, query)
            : new()
            {
                Node = shell.Node,
                Outcome = result.Outcome,
                Reason = result.Reason,
                Container = ContainerLook.Unknown(result.Reason ?? "")
            };
    }

    /// <summary>
    /// Ends and removes a container; success means that docker says there is none. Not <c>docker stop</c>: process 1 of
    /// these containers ignores TERM, and a stop would only wait ten seconds.
    /// </summary>
    public static async Task<ShellResult> KillAsync(
        ISparkShell shell, string name, Epoch epoch, CancellationToken cancel = default)
    {
        var script = new ShellScript(KillText)
        {
            Arguments = [Checked(name)],
            Epoch = epoch,
            Deadline = TimeSpan.FromSeconds(60)
        };
        var result = await shell.RunAsync(script, cancel);
        if (result is not { Ran: true, ExitCode: not 0 }) return result;

        var trouble = Docker.Trouble(shell.Node, result.ExitCode, result.Error);
        return result with { Reason = trouble ?? $"{name} could not be removed." };
    }

    /// <summary>
    /// The command of a remote job whose log becomes a copy of the container's, with docker's times. The limit is the
    /// shell's own, in blocks of 512 bytes: a <c>head -c</c> behind a pipe would hold lines back until it has 4 KiB.
    /// </summary>
    public static string LogJob(string containerId) =>
        $"ulimit -f {LogLimit / 512}\nexec docker logs -f --timestamps {ShellQuote.Word(Checked(containerId))} 2>&1\n";

    private static string Checked(string name) =>
        Name().IsMatch(name) ? name : throw new ArgumentException($"'{name}' is no name of a container.", nameof(name));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Name();
}
