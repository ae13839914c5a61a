using System.Globalization;

namespace SparkControl.AppHost;

/// <summary>
/// The simulated pair, on ports that stay the same: two sshd, vLLM, Parakeet, Magpie, the Hub, and the control of it.
/// </summary>
internal static class SimulatorResources
{
    private const int Control = 9996, Hub = 9995, Vllm = 8888, Parakeet = 8000, Magpie = 9000;

    private const int Head = 2201, Worker = 2202;

    /// <summary>The pair, with buttons for what a developer wants to see go wrong.</summary>
    public static IResourceBuilder<ProjectResource> AddSimulator(
        this IDistributedApplicationBuilder builder, string data) =>
        builder.AddProject<Projects.Simulator>("simulator", launchProfileName: null)
            .WithHttpEndpoint(port: Control, targetPort: Control, name: "http", isProxied: false)
            .WithArgs(
                "--directory", Path.Combine(data, "sparks"),
                "--control-port", Text(Control), "--hub-port", Text(Hub), "--vllm-port", Text(Vllm),
                "--parakeet-port", Text(Parakeet), "--magpie-port", Text(Magpie),
                "--ssh-port", Text(Head), "--ssh-port-2", Text(Worker))
            .WithHttpHealthCheck("/sim")
            .WithUrlForEndpoint("http", _ => new() { Url = "/sim", DisplayText = "State of the pair" })
            .WithHttpCommand("/sim/reset", "Reset the pair")
            .WithHttpCommand("/sim/break/parakeet", "Break Parakeet")
            .WithHttpCommand("/sim/break/magpie", "Break Magpie")
            .WithHttpCommand("/sim/mend/parakeet", "Mend Parakeet")
            .WithHttpCommand("/sim/mend/magpie", "Mend Magpie");

    /// <summary>The panel drives the simulated pair, which makes itself known to it.</summary>
    public static IResourceBuilder<ProjectResource> WithSimulatedSparks(
        this IResourceBuilder<ProjectResource> panel) => panel
        .WithEnvironment("SPARK1_HOST", "127.0.0.1")
        .WithEnvironment("SPARK1_PORT", Text(Head))
        .WithEnvironment("SPARK1_USER", Environment.UserName)
        .WithEnvironment("SPARK1_ADDRESS", "192.168.100.1")
        .WithEnvironment("SPARK2_HOST", "127.0.0.1")
        .WithEnvironment("SPARK2_PORT", Text(Worker))
        .WithEnvironment("SPARK2_USER", Environment.UserName)
        .WithEnvironment("SPARK2_ADDRESS", "192.168.100.2")
        .WithEnvironment("VLLM_PORT", Text(Vllm))
        .WithEnvironment("PARAKEET_PORT", Text(Parakeet))
        .WithEnvironment("MAGPIE_PORT", Text(Magpie))
        .WithEnvironment("HF_ENDPOINT", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Hub}"));

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
