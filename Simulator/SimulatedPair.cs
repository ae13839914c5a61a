using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Scenarios;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Ssh;
using SparkControl.Simulator.Tools;
using SparkControl.Simulator.Vllm;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator;

/// <summary>Two simulated Sparks that speak the real protocols: shell commands of theirs, and vLLM's HTTP.</summary>
public sealed class SimulatedPair : IAsyncDisposable
{
    private static readonly string[] _systemFolders =
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/opt/homebrew/bin"];

    private readonly SimulatorOptions _options;
    private readonly ToolServer _tools;
    private readonly bool _isTemporary;
    private readonly string? _link;
    private ControlApi? _control;
    private HubServer? _hub;
    private SshDoors? _doors;
    private string? _workersImage;

    private SimulatedPair(SimulatorOptions options)
    {
        _options = options;
        Scenarios = new(ChangeWorkersImage);
        Hub = new(repo => Scenarios.ByModel.GetValueOrDefault(repo)?.Kind == ScenarioKind.Gated);
        _isTemporary = options.Directory is null;
        Directory = options.Directory is { } given
            ? System.IO.Directory.CreateDirectory(given).FullName
            : System.IO.Directory.CreateTempSubdirectory("sparks-").FullName;
        if (!Directory.All(IsPlain)) Directory = _link = Link(Directory);
        var logging = options.Logging ?? NullLoggerFactory.Instance;
        _tools = new(new ToolRouter(this, new(Scenarios)).HandleAsync, logging.CreateLogger<ToolServer>());
        var random = new Random(options.Seed);
        var pace = new Pace(options.Time, options.Speed);
        Upstream = new(options.Time, options.Era, options.CommitsBehind);
        Registry = new(options.Seed, Directory);
        var services = new NodeServices(
            pace, random, new Meetings(), Hub, _tools.Port, _tools.Secret, options.VllmPort, Upstream, Registry,
            Registry.Build());
        Head = CreateNode("spark1", "192.168.100.1", services);
        Worker = CreateNode("spark2", "192.168.100.2", services with { VllmPort = 0 });
        (Head.Peer, Worker.Peer) = (Worker, Head);
        Services = new(Find(options.SpeechNode) ?? Worker, options);
    }

    /// <summary>Everything of the pair is under this directory, whose name is a plain word of a shell.</summary>
    public string Directory { get; }

    /// <summary>spark1: where the launcher and the API of a model run.</summary>
    public SimulatedNode Head { get; }

    /// <summary>spark2.</summary>
    public SimulatedNode Worker { get; }

    /// <summary>Both nodes, the head first.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => [Head, Worker];

    /// <summary>Where the launcher of both nodes comes from.</summary>
    public LauncherUpstream Upstream { get; }

    /// <summary>Where their images come from.</summary>
    public ImageRegistry Registry { get; }

    /// <summary>Which launch goes how.</summary>
    public ScenarioBook Scenarios { get; }

    /// <summary>The Hugging Face Hub of their world.</summary>
    public SimulatedHub Hub { get; }

    /// <summary>Where it answers: the HF_ENDPOINT of a panel; null when it has no port.</summary>
    public string? HubUrl => _hub?.Url;

    /// <summary>Parakeet and Magpie, and what goes wrong with them.</summary>
    public SpeechServices Services { get; }

    /// <summary>The loopback port behind 8888 of the head.</summary>
    public int VllmPort => Head.VllmPort;

    /// <summary>The loopback port of the control API; null when there is none.</summary>
    public int? ControlPort => _control?.Port;

    /// <summary>The loopback ports of their sshd, the head's first; empty when they have none.</summary>
    public IReadOnlyList<int> SshPorts =>
        _doors is null ? [] : [.. Nodes.Select(node => _doors.ByNode[node.Name].Port)];

    /// <summary>Makes the nodes and answers their stand-ins from then on.</summary>
    public static async Task<SimulatedPair> StartAsync(SimulatorOptions? options = null)
    {
        var pair = new SimulatedPair(options ?? new());
        foreach (var node in pair.Nodes)
        {
            foreach (var repo in pair._options.Models) node.AddModel(repo);
        }

        await pair.Services.InstallAsync();
        if (pair._options.HubPort is { } hub) pair._hub = await HubServer.StartAsync(pair.Hub, hub);
        if (pair._options.SshPorts is { Count: > 0 } ports) pair._doors = await SshDoors.OpenAsync(pair, ports);
        if (pair._options.ControlPort is { } port) pair._control = await ControlApi.StartAsync(pair, port);
        return pair;
    }

    /// <summary>
    /// Puts the key of the panel onto the nodes and confirms their fingerprints to it, as soon as it answers.
    /// </summary>
    /// <param name="panel">Where it answers.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">The panel trusts other Sparks already.</exception>
    public async Task IntroduceAsync(Uri panel, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = panel };
        await new Introduction(http, _options.Time).MakeAsync(
            _doors?.ByNode ?? throw new InvalidOperationException("No way into this pair is open: give it SSH ports."),
            cancel);
    }

    /// <summary>Finds a node by its name; there are no others.</summary>
    public SimulatedNode Node(string name) =>
        Find(name) ?? throw new ArgumentException($"The pair has no node '{name}'.", nameof(name));

    /// <summary>
    /// The head's 8888 takes connections and says nothing, until what this gives is disposed of; throws while somebody
    /// listens there.
    /// </summary>
    public IAsyncDisposable SwallowVllmPort() => new SwallowedPort(Head.Ports);

    /// <summary>
    /// Ends the rank of the head's model on the worker without a word: the head's API still says 200, and no request
    /// ends. False when no model serves on both nodes.
    /// </summary>
    public bool LoseRank() => Head.Engines.Keys.Any(engine => engine.LoseRankUnheard());

    /// <summary>
    /// Ends all containers, forgets scenarios, faults and launches; the speech services run as at the start.
    /// </summary>
    public async Task ResetAsync()
    {
        Scenarios.Reset();
        Upstream.Fault = UpstreamFault.None;
        Registry.Recover();
        Hub.Reset();
        foreach (var node in Nodes) await node.ResetAsync();
        if (_workersImage is not null) Worker.SetImage(_workersImage);
        _workersImage = null;
        await Services.InstallAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_control is not null) await _control.DisposeAsync();
        if (_hub is not null) await _hub.DisposeAsync();
        if (_doors is not null) await _doors.DisposeAsync();
        // Nothing new begins, what runs ends, and only then is nobody left who writes.
        await _tools.CloseAsync();
        foreach (var node in Nodes) await node.DisposeAsync();
        await _tools.DisposeAsync();
        if (_link is not null) System.IO.Directory.Delete(Path.GetDirectoryName(_link)!, recursive: true);
        if (_isTemporary) await DeleteAsync(Directory);
    }

    internal SimulatedNode? Find(string? name) => Nodes.FirstOrDefault(node => node.Name == name);

    // A command of a node that is just being killed may still make a file.
    private static async Task DeleteAsync(string directory)
    {
        for (var attempt = 1; System.IO.Directory.Exists(directory); attempt++)
        {
            try
            {
                System.IO.Directory.Delete(directory, recursive: true);
            }
            catch (IOException) when (attempt < 20)
            {
                await Task.Delay(50);
            }
        }
    }

    private static bool IsPlain(char letter) =>
        char.IsLetterOrDigit(letter) || "/._-+@,".Contains(letter, StringComparison.Ordinal);

    // The launcher's command lines are text, and a home with a space in it would fall apart there.
    private static string Link(string directory)
    {
        var link = Path.Combine(System.IO.Directory.CreateTempSubdirectory("sparks-").FullName, "pair");
        return System.IO.Directory.CreateSymbolicLink(link, directory).FullName;
    }

    private void ChangeWorkersImage()
    {
        if (_workersImage is not null || Worker.Docker.Images.Find(SimulatedNode.LauncherImage) is not { } image)
            return;
        _workersImage = image.Id;
        Worker.SetImage("sha256:" + Worker.Docker.NewId());
    }

    private SimulatedNode CreateNode(string name, string address, NodeServices services)
    {
        var directory = new NodeDirectory(Directory, name, address);
        directory.Install(string.Join(':', _systemFolders.Where(System.IO.Directory.Exists)));
        var node = new SimulatedNode(name, address, directory, services);
        node.InstallLauncher(_options.Era);
        return node;
    }
}
