using System.Globalization;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using SparkControl.Simulator;

namespace SparkControl.Standalone;

/// <summary>
/// The simulated pair, for <c>--demo</c>: two Sparks played by this machine. Their addresses are loopback ones, so no
/// setting of the demo can lead to a real Spark.
/// </summary>
internal sealed class Demo : IAsyncDisposable
{
    private readonly SimulatedPair pair;

    private Demo(SimulatedPair pair) => this.pair = pair;

    /// <summary>Where a demo keeps its data unless <c>DATA_DIR</c> is set: never where the real panel does.</summary>
    public static string Directory => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "spark-control-demo");

    /// <param name="directory">The demo's data directory; the nodes live in it, so that models stay downloaded.</param>
    public static async Task<Demo> StartAsync(string directory) =>
        new(await SimulatedPair.StartAsync(new() { Directory = Path.Combine(directory, "sparks") }));

    /// <summary>The pair, in place of the settings of real Sparks.</summary>
    public DemoPair Pair => new(
        new Dictionary<string, string>
        {
            ["spark1_host"] = "127.0.0.1",
            ["spark1_address"] = pair.Head.Address,
            ["spark2_host"] = "127.0.0.2",
            ["spark2_address"] = pair.Worker.Address,
            ["vllm_port"] = pair.VllmPort.ToString(CultureInfo.InvariantCulture)
        },
        pair.Nodes.ToDictionary(node => node.Name, node => new LocalShellSettings { Environment = node.Environment }));

    public ValueTask DisposeAsync() => pair.DisposeAsync();
}
