namespace SparkControl.Simulator.Scenarios;

/// <summary>What a scenario does to the SSH of the nodes in the middle of a load.</summary>
internal static class SshTrouble
{
    public static async Task BeginAsync(SimulatedNode node, ScenarioKind kind)
    {
        switch (kind)
        {
            case ScenarioKind.HostKeyChanged when node.Sshd is { } sshd:
                await sshd.SwapHostKeyAsync();
                break;
            case ScenarioKind.SilentNode:
                node.Sshd?.FallSilent();
                break;
            case ScenarioKind.SshDrops:
                foreach (var one in new[] { node, node.Peer }) one.Sshd?.DropConnections();
                break;
        }
    }
}
