using SparkControl.Sparks;
using SparkControl.Tests.Integration.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Updates;

/// <summary>A node with a clone of a launcher's repository, made and moved by the real git.</summary>
public abstract class GitNode : LocalNode
{
    /// <summary>A name that a shell would make much of.</summary>
    protected const string Launcher = "~/a 'launcher' $(touch x);";

    private const string Git = """
        git() { command git -c user.name=tester -c user.email=tester@example.com -c commit.gpgsign=false "$@"; }
        launcher="$HOME/a 'launcher' \$(touch x);"
        cd "$HOME"
        """;

    /// <summary>An upstream with a launcher in it, and a clone.</summary>
    protected async Task CloneAsync() => await GitAsync("""
        command git init -q -b main upstream
        cd upstream
        printf '#!/bin/sh\necho "built $*"\nexit ${FAIL:-0}\n' >build-and-copy.sh
        chmod +x build-and-copy.sh
        echo '# takes --no-build and --copy-to' >>build-and-copy.sh
        echo one >launch-cluster.sh
        git add . && git commit -qm 'The first'
        command git clone -q "$HOME/upstream" "$launcher"
        """);

    /// <summary>One commit more upstream, which changes a file.</summary>
    protected Task PushAsync(string subject, string file = "README.md") =>
        GitAsync($"cd upstream && echo more >>{file} && git add . && git commit -qm '{subject}'");

    /// <summary>Runs commands in the launcher's directory, and gives what they print.</summary>
    protected Task<string> InLauncherAsync(string commands) => GitAsync($"cd \"$launcher\"\n{commands}");

    protected Task<RepositoryLook?> LookAsync(bool fetch = true) =>
        RepositoryLook.ReadAsync(Shell, Launcher, fetch, cancel: Cancel);

    /// <summary>Runs a command of an update as its remote job would.</summary>
    protected async Task<ShellResult> RunAsync(string script) =>
        await Shell.RunAsync(new($"exec 2>&1\n{script}"), Cancel);

    protected async Task<string> GitAsync(string commands)
    {
        var result = await Shell.RunAsync(new($"set -e\n{Git}\n{commands}"), Cancel);
        Assert.True(result.Succeeded, $"{result.Reason} {result.Output} {result.Error}");
        return result.Output.Trim();
    }
}
