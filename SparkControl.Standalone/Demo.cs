using System.Globalization;
using System.Net;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;
using SparkControl.Simulator;
using SparkControl.Simulator.Nodes;

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

    /// <summary>Where it keeps its Redis data: what a real panel has stored is never read, nor written over.</summary>
    public const string RedisDirectory = "redis-demo";

    private static readonly Dictionary<string, string> Hosts =
        new() { ["spark1_host"] = "127.0.0.1", ["spark2_host"] = "127.0.0.2" };

    /// <summary>
    /// For whoever plays with the demo or tests the page: how many times as fast as the real thing it goes, and the
    /// loopback port, 0 for any, on which it can be told what shall go wrong.
    /// </summary>
    private const string Speed = "SPARKCONTROL_DEMO_SPEED", Control = "SPARKCONTROL_DEMO_CONTROL";

    /// <summary>macOS has no 127.0.0.2 to listen on: speech then runs on the first Spark.</summary>
    private static string SpeechNode => OperatingSystem.IsMacOS() ? "spark1" : "spark2";

    /// <summary>Looks at a data directory before anything is started or written in it.</summary>
    /// <exception cref="CannotStartException">Its settings are those of a real panel.</exception>
    public static void Check(string directory)
    {
        var files = new SettingsFiles(
            new(directory), _ => null, new(Hosts, new Dictionary<string, LocalShellSettings>()), TimeProvider.System);
        files.Read();
        files.RefuseForeign();
    }

    /// <param name="directory">The demo's data directory; the nodes live in it, so that models stay downloaded.</param>
    public static async Task<Demo> StartAsync(string directory)
    {
        var options = new SimulatorOptions
        {
            Directory = Path.Combine(directory, "sparks"),
            // The page then shows the addresses that are usual for real Sparks.
            VllmPort = Usual(Ports.Vllm, Hosts["spark1_host"]),
            SpeechNode = SpeechNode,
            SpeechHost = Hosts[$"{SpeechNode}_host"],
            ParakeetPort = Usual(Ports.Parakeet, Hosts[$"{SpeechNode}_host"]),
            MagpiePort = Usual(Ports.Magpie, Hosts[$"{SpeechNode}_host"]),
            HubPort = 0
        };
        if (Number(Speed) is { } speed) options = options with { Speed = Math.Clamp(speed, 0.1, 1000) };
        if (Number(Control) is { } port) options = options with { ControlPort = (int)port };
        var pair = await SimulatedPair.StartAsync(options);
        // What is downloaded in a demo comes from the simulated world too.
        Environment.SetEnvironmentVariable("HF_ENDPOINT", pair.HubUrl);
        if (pair.ControlPort is { } control) Console.WriteLine($"Scenarios: http://127.0.0.1:{control}/sim");
        return new(pair);
    }

    /// <summary>The pair, in place of the settings of real Sparks.</summary>
    public DemoPair Pair => new(
        new Dictionary<string, string>(Hosts)
        {
            ["spark1_address"] = pair.Head.Address,
            ["spark2_address"] = pair.Worker.Address,
            ["hf_endpoint"] = pair.HubUrl!,
            ["vllm_port"] = pair.VllmPort.ToString(CultureInfo.InvariantCulture),
            ["parakeet_host"] = Hosts[$"{SpeechNode}_host"],
            ["parakeet_port"] = pair.Services.Parakeet.Port.ToString(CultureInfo.InvariantCulture),
            ["magpie_host"] = Hosts[$"{SpeechNode}_host"],
            ["magpie_port"] = pair.Services.Magpie.Port.ToString(CultureInfo.InvariantCulture)
        },
        pair.Nodes.ToDictionary(node => node.Name, node => new LocalShellSettings { Environment = node.Environment }));

    public ValueTask DisposeAsync() => pair.DisposeAsync();

    private static int Usual(int port, string host) => Ports.IsFree(port, IPAddress.Parse(host)) ? port : 0;

    private static double? Number(string variable) => double.TryParse(
        Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
