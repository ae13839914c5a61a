using System.Globalization;
using System.Runtime.Versioning;
using SparkControl.Contracts;
using SparkControl.Tests.Integration.Redis;

namespace SparkControl.Tests.Integration.Health;

/// <summary>A node that is this machine, with a docker and a memory that say what they are told.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FakeNode : IDisposable
{
    private readonly TempDirectory home = new();

    public FakeNode()
    {
        Program("head", "cat \"$HOME/proc\"");
        Program("docker", """
            case "$*" in
                *Mounts*) cat "$HOME/mount" ;;
                *--timestamps*)
                    exec <"$HOME/words"
                    echo "$*" >>"$HOME/words-read"
                    read -r code
                    cat
                    exit "$code" ;;
                *logs*) echo "$*" >>"$HOME/logs-read"; cat "$HOME/log" ;;
                *) cat "$HOME/inspect" ;;
            esac
            """);
        Says("mount", "");
        Says("log", "");
        WordsFail("Error response from daemon: No such container");
        Containers();
        Memory(availableGib: 50);
    }

    public SparkSettings Settings => new()
    {
        Name = "spark1",
        Host = "127.0.0.1",
        Local = new()
        {
            Environment = new Dictionary<string, string>
            {
                ["HOME"] = home.Path,
                ["PATH"] = $"{home.Path}:/usr/bin:/bin"
            }
        }
    };

    /// <summary>How often a log was read.</summary>
    public int LogsRead => File.Exists(At("logs-read")) ? File.ReadAllLines(At("logs-read")).Length : 0;

    /// <summary>How a log was read last.</summary>
    public string LogRead => File.ReadAllLines(At("logs-read"))[^1];

    /// <summary>How often the end of a log was read with docker's times.</summary>
    public int WordsRead => File.Exists(At("words-read")) ? File.ReadAllLines(At("words-read")).Length : 0;

    /// <summary>What a container has printed, a line each second until a moment.</summary>
    public void Words(DateTimeOffset until, params string[] lines)
    {
        var stamped = lines.Select((line, i) => string.Create(
            CultureInfo.InvariantCulture, $"{until.UtcDateTime.AddSeconds(i + 1 - lines.Length):O} {line}"));
        Says("words", $"0\n{string.Join('\n', stamped)}");
    }

    /// <summary>What docker says in its place; of a container that is not there at first.</summary>
    public void WordsFail(string said) => Says("words", $"1\n{said}");

    /// <summary>What docker knows, as <see cref="Container"/> makes it; others are not there.</summary>
    public void Containers(params string[] rows)
    {
        string[] all = ["vllm_node", "parakeet-asr", "magpie-tts"];
        var absent = all.Where(name => !rows.Any(row => row.StartsWith($"/{name} ", StringComparison.Ordinal)));
        Says("inspect", string.Join('\n', rows.Concat(absent.Select(name => $"Error: No such container: {name}"))));
    }

    /// <summary>What docker says then is nothing of a container.</summary>
    public void DockerHangs() => Says("inspect", "Cannot connect to the Docker daemon");

    /// <summary>A container's row.</summary>
    public static string Container(
        string name, string status, DateTimeOffset started, int restarts = 0, int code = 0) => string.Create(
        CultureInfo.InvariantCulture, $"/{name} {status} {restarts} {started.UtcDateTime:O} false {code}");

    public void Memory(int availableGib) => Says("proc", string.Create(
        CultureInfo.InvariantCulture,
        $"==> /proc/meminfo <==\nMemTotal: 127600000 kB\nMemAvailable: {availableGib * 1024L * 1024} kB\n"));

    public void Log(string mount, string lines)
    {
        Says("mount", mount);
        Says("log", lines);
    }

    public void Dispose() => home.Dispose();

    private string At(string name) => Path.Combine(home.Path, name);

    // Whole or not at all: a sample may be reading.
    private void Says(string name, string text)
    {
        File.WriteAllText(At(".next"), $"{text}\n");
        File.Move(At(".next"), At(name), overwrite: true);
    }

    private void Program(string name, string script)
    {
        File.WriteAllText(At(name), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
