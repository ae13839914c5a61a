using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What helps where a node did not do what it was asked, by the words of the sentence that says why.</summary>
internal static class NodeRemedies
{
    // The first that fits: what is said of docker in general stands behind what is known of it.
    private static readonly (string Words, Func<string, Remedy> Remedy)[] Known =
    [
        ("refuses our user", name => new(
            $"Let the user on {name} use Docker, then log in again", null, "sudo usermod -aG docker $USER")),
        ("is not running", name => new($"Start Docker on {name}", null, "sudo systemctl start docker")),
        ("flock is not installed", name => new($"Install flock on {name}", null, "sudo apt install util-linux")),
        ("docker is not installed", name => new($"Install Docker on {name}")),
        ("docker", name => new($"See what is wrong with Docker on {name}", null, "docker info")),
        ("cannot be written", MakeRoom),
        ("No space left", MakeRoom),
        ("cannot be ended", name => new(
            $"Restart {name}", "A process that does not end hangs in its driver.", "sudo reboot")),
        ("authorized_keys", LetIn),
        ("host key", LetIn),
        ("another machine", name => new($"Set {name} back in Settings, or see on the old one what still runs there"))
    ];

    /// <summary>The one thing to do first.</summary>
    /// <param name="node">The node's name, <c>spark1</c> or <c>spark2</c>.</param>
    /// <param name="reason">The sentence that says why it did not.</param>
    public static Remedy For(string node, string reason)
    {
        var name = NodeNames.Of(node);
        if (IsDockerSilent(reason)) return new($"Restart Docker on {name}", null, "sudo systemctl restart docker");

        var known = Known.FirstOrDefault(k => reason.Contains(k.Words, StringComparison.Ordinal));
        return known.Remedy?.Invoke(name) ?? new($"See that {name} runs and is on the network");
    }

    private static bool IsDockerSilent(string reason) =>
        reason.StartsWith("docker on", StringComparison.Ordinal)
        && reason.EndsWith("does not answer.", StringComparison.Ordinal);

    private static Remedy MakeRoom(string name) =>
        new($"Make room on {name}: its disk is full, or not writable", null, "df -h ~");

    private static Remedy LetIn(string name) => new($"Open Settings, Set-up, and let SparkControl into {name}");
}
