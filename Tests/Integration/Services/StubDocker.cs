namespace SparkControl.Tests.Integration.Services;

/// <summary>
/// A docker of a few lines on a node behind a real sshd: a container is a directory, and what is wrong with it a file.
/// </summary>
/// <param name="home">The home of the node's user.</param>
internal sealed class StubDocker(string home)
{
    // `slow`: what changes a container waits until it is gone. `idle`: docker says yes and does nothing. `brief`: what
    // was started is seen running once, then ended.
    public const string Text = """
        #!/bin/sh
        fail() { echo "$1" >&2; exit 1; }
        [ -e "$HOME/refuses" ] && fail 'permission denied while trying to connect to the Docker daemon socket'
        for name; do :; done
        box=$HOME/containers/$name
        there() { [ -d "$box" ] || fail "Error response from daemon: No such container: $name"; }
        now() { date -u +%Y-%m-%dT%H:%M:%S.%NZ; }
        verb=$1
        case $verb in start|stop|restart|update)
            echo "$*" >>"$HOME/calls"
            while [ -e "$HOME/slow-$name" ]; do sleep 0.05; done
            there
            [ -e "$HOME/broken" ] && fail 'Error response from daemon: failed programming <external> connectivity'
            [ -e "$HOME/idle" ] && { echo "$name"; exit 0; };;
        esac
        case $verb in
        inspect)
            there
            echo "/$name $(cat "$box/status") $(cat "$box/started") $(cat "$box/memory")"
            if [ -e "$HOME/brief" ] && [ -e "$box/born" ]; then echo exited >"$box/status"; fi;;
        start|restart)
            [ -e "$HOME/brief" ] && : >"$box/born"
            now >"$box/started"; echo running >"$box/status"; echo "$name";;
        stop) echo exited >"$box/status"; echo "$name";;
        update)
            case $3 in *g) gib=${3%g};; *) echo "invalid argument \"$3\"" >&2; exit 125;; esac
            echo $((gib * 1073741824)) >"$box/memory"; echo "$name";;
        logs) there; echo $$ >>"$HOME/readers"; exec tail -n "$3" -f "$box/log";;
        *) exit 64;;
        esac
        """;

    /// <summary>What has changed containers, as it was told, in order.</summary>
    public IReadOnlyList<string> Calls =>
        File.Exists(Of("calls")) ? File.ReadAllLines(Of("calls")) : [];

    /// <summary>The processes that have read a log.</summary>
    public IReadOnlyList<int> Readers =>
        File.Exists(Of("readers")) ? [.. File.ReadAllLines(Of("readers")).Select(int.Parse)] : [];

    /// <summary>Makes a container anew.</summary>
    public void Make(string name, string status = "running")
    {
        Write(name, "status", status);
        Write(name, "started", "2026-05-14T10:00:00.123456789Z");
        Write(name, "memory", "0");
        Write(name, "log", "");
    }

    public void Remove(string name) => Directory.Delete(Of($"containers/{name}"), recursive: true);

    public string Read(string name, string what) => File.ReadAllText(Of($"containers/{name}/{what}")).Trim();

    public void Write(string name, string what, string text)
    {
        Directory.CreateDirectory(Of($"containers/{name}"));
        File.WriteAllText(Of($"containers/{name}/{what}"), $"{text}{(text.Length > 0 ? "\n" : "")}");
    }

    /// <summary>A line more in a container's log.</summary>
    public void Say(string name, string line) => File.AppendAllText(Of($"containers/{name}/log"), $"{line}\n");

    /// <summary>Something is so as long as the result is not disposed.</summary>
    /// <param name="fault">
    /// <c>refuses</c>, <c>broken</c>, <c>idle</c>, <c>brief</c>, or <c>slow-</c> and a container.
    /// </param>
    public IDisposable While(string fault)
    {
        File.WriteAllText(Of(fault), "");
        return new Ending(() => File.Delete(Of(fault)));
    }

    private string Of(string path) => Path.Combine(home, path);

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
