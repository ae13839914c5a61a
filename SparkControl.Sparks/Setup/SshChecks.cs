using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>From what was found to sentences and remedies.</summary>
internal static class SshChecks
{
    private static readonly string[] Later = ["tools", "docker", "launcher", "image", "other_node"];

    /// <summary>The port, the host key and our key, from how the attempt to connect ended.</summary>
    public static IReadOnlyList<SshCheck> Connection(
        SparkSettings node, NodeLink link, HostKey? offered, string keyPath)
    {
        if (link.State is NodeState.Down or NodeState.Unknown)
        {
            return [
                new("reach", false, link.Reason ?? $"{node.Name} cannot be reached.",
                    "Check the address, and that the Spark is on and in this network."),
                new("host_key", null, "Not seen: the node was not reached."),
                new("login", null, "Not tried: the node was not reached.")
            ];
        }

        var reach = new SshCheck(
            "reach", offered is null && link.State == NodeState.Refused ? null : true,
            $"{node.Host} answers on port {node.Port}.");
        if (link.State == NodeState.Untrusted)
        {
            return [
                reach,
                new("host_key", node.HostKeys.Count > 0 ? false : null, link.Reason!, Untrusted(node, offered),
                    "ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub"),
                new("login", null, "Not tried: nothing is sent before the host key is confirmed.")
            ];
        }

        return [
            reach,
            offered is null
                ? new("host_key", null, "Not seen.")
                : new("host_key", true, $"The host key is the confirmed one: {offered.Type} {offered.Fingerprint}."),
            link.State == NodeState.Refused
                ? new("login", false, link.Reason!,
                    $"Add the panel's public key to ~/.ssh/authorized_keys of {node.User} on {node.Name}, "
                    + $"or name a key that can be read ({keyPath}).")
                : new("login", true, $"{node.Name} lets {node.User} in.")
        ];
    }

    private static string Untrusted(SparkSettings node, HostKey? offered) => (node.HostKeys.Count, offered) switch
    {
        (0, _) => "Compare it with what the Spark shows on its own screen, then confirm it.",
        // It has no key of a confirmed type any more, so none was shown.
        (_, null) =>
            $"If the Spark was installed anew, clear {node.Name}_host_key, test again and confirm the key that it "
            + "shows then. If not, another machine answers at this address.",
        _ => "If the Spark was installed anew, compare the new fingerprint with its own screen and put it in place of "
            + "the old one. If not, another machine answers at this address."
    };

    public static IEnumerable<SshCheck> NotTried() =>
        Later.Select(name => new SshCheck(name, null, "Not tried: the panel is not let in yet."));

    public static IEnumerable<SshCheck> Node(
        SparkSettings node, ProbeFacts facts, LauncherState launcher, EffectiveSettings settings, SparkSettings? other)
    {
        yield return Tools(node, facts);
        yield return DockerOf(node, facts);
        // The launcher runs on the head alone.
        if (node.Name == "spark1") yield return LauncherOf(launcher, settings, node);
        yield return ImageOf(node, launcher, settings);
        if (node.Name == "spark1" && other is not null) yield return OtherOf(node, facts, other);
    }

    private static SshCheck Tools(SparkSettings node, ProbeFacts facts) =>
        !facts.Result.Ran ? new("tools", null, facts.Result.Reason ?? "The node did not answer.")
        : facts.Lacks.Count == 0 ? new("tools", true, $"{node.Name} has the programs that the panel uses.")
        : new("tools", false, $"{node.Name} lacks {string.Join(", ", facts.Lacks)}.", "Install what is missing.",
            "sudo apt install util-linux coreutils git");

    private static SshCheck DockerOf(SparkSettings node, ProbeFacts facts) => facts.Docker switch
    {
        null => new("docker", null, facts.Result.Reason ?? "docker was not asked."),
        { Code: 0, Text: var version } => new("docker", true, $"docker {version} answers without sudo."),
        { Code: var code, Text: var text } => DockerTrouble(node, code, text)
    };

    private static SshCheck DockerTrouble(SparkSettings node, int code, string text)
    {
        var trouble = Docker.Trouble(node.Name, code, text) ?? text;
        return text.Contains("permission denied", StringComparison.OrdinalIgnoreCase)
            ? new("docker", false, trouble, "Let the user use docker, then log out and in.",
                $"sudo usermod -aG docker {node.User}")
            : new("docker", code is 124 ? null : false, trouble, "Look after docker on the Spark.",
                "systemctl status docker");
    }

    private static SshCheck LauncherOf(LauncherState launcher, EffectiveSettings settings, SparkSettings node) =>
        launcher.Present switch
        {
            true => new("launcher", true,
                $"The launcher is in {settings.LauncherDir}, commit {launcher.Commit ?? "unknown"}."),
            false => new("launcher", false, $"There is no launch-cluster.sh in {settings.LauncherDir} on {node.Name}.",
                "Clone the launcher, or say where it is.",
                "git clone https://github.com/eugr/spark-vllm-docker ~/spark-vllm-docker"),
            null => new("launcher", null, $"{settings.LauncherDir} could not be read on {node.Name}.")
        };

    private static SshCheck ImageOf(SparkSettings node, LauncherState launcher, EffectiveSettings settings) =>
        !launcher.Images.TryGetValue(node.Name, out var id)
            ? new("image", null, "docker did not say whether the image is there.")
        : id is not null ? new("image", true, $"The image {settings.VllmImage} is there: {Short(id)}.")
        : new("image", false, $"There is no image {settings.VllmImage} on {node.Name}.",
            settings.Spark2 is null ? "Build it on Spark 1." : "Build it on Spark 1 and copy it to the other one.",
            LauncherTools.Build(settings, ModelNodes.Cluster));

    private static SshCheck OtherOf(SparkSettings node, ProbeFacts facts, SparkSettings other) => facts.Other switch
    {
        null => new("other_node", null, facts.Result.Reason ?? "Not tried."),
        { Code: 0 } => new("other_node", true,
            $"{node.Name} reaches {other.Name} ({ProbeFacts.AddressOf(other)}) by ssh, as the launcher must."),
        { Code: 127 } => new("other_node", false, $"{node.Name} has no ssh client.", "Install it.",
            "sudo apt install openssh-client"),
        { Text: var text } => new("other_node", false,
            $"{node.Name} does not get into {other.Name} ({ProbeFacts.AddressOf(other)}) by ssh: {text}",
            $"Let {node.Name} in on {other.Name} without a password.", $"ssh-copy-id {ProbeFacts.AddressOf(other)}")
    };

    private static string Short(string id) => id.Length > 19 ? id[..19] : id;
}
