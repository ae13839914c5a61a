using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SparkControl.Simulator.Docker;
using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Speech;
using SparkControl.Simulator.Vllm;

namespace SparkControl.Simulator;

/// <summary>One simulated Spark.</summary>
public sealed partial class SimulatedNode : IAsyncDisposable
{
    private const double DownloadRate = 120e6, CopyRate = 900e6;

    private readonly ConcurrentQueue<Launch> _launches = new();
    private readonly ConcurrentDictionary<string, Func<ServiceRun, Task<int>>> _services = new();
    private readonly NodeProc _proc;
    private ForeignServer? _foreign;
    private SharedPort? _shared;
    private int _working;

    internal SimulatedNode(string name, string address, NodeDirectory directory, NodeServices services)
    {
        (Name, Address, Layout, Pace, Meetings) = (name, address, directory, services.Pace, services.Meetings);
        _upstream = services.Upstream;
        Docker = new(directory, Pace, services.Random, services.Registry) { Programs = ProgramOf };
        Docker.Images.Put(LauncherImage, services.ImageId, Pace.Now - TimeSpan.FromDays(14));
        AddService(Alpine.Image, run => Alpine.RunAsync(this, run));
        Ports = new(services.VllmPort);
        Metrics = new(Pace.Time);
        Cache = new(HuggingFaceCache.Of(directory.Home), services.Hub);
        Hub = services.Hub;
        Disk = new(directory.Home);
        Downloads = new(Pace.Time, DownloadRate * Pace.Speed);
        Copies = new(Pace.Time, CopyRate * Pace.Speed);
        var bootId = new Guid(Convert.FromHexString(Docker.NewId()[..32])).ToString();
        _proc = new(directory, Memory, () => Load, Pace.Time, bootId, name);
        ToolPort = services.ToolPort;
        Docker.ToolVariables = [.. ToolVariables.Select(variable => $"{variable.Key}={variable.Value}")];
        WriteEnvironment();
        Layout.WriteSecret(services.ToolSecret);
    }

    /// <summary>spark1 or spark2.</summary>
    public string Name { get; }

    /// <summary>Its address in the world of the launcher.</summary>
    public string Address { get; }

    /// <summary>$HOME of its user.</summary>
    public string Home => Layout.Home;

    /// <summary>The loopback port behind the node's 8888.</summary>
    public int VllmPort => Ports.VllmPort;

    /// <summary>Every vLLM that was started here, in order, with its words as they came.</summary>
    public IReadOnlyList<Launch> Launches => [.. _launches];

    /// <summary>Every container that ran here, in order, but for those that always run.</summary>
    public IReadOnlyList<ContainerLife> Lives => Docker.Runs.Lives.All;

    /// <summary>What is wrong with docker here; settable.</summary>
    public DockerFault DockerFault
    {
        get => Docker.Fault;
        set => Docker.Fault = value;
    }

    /// <summary>How nvidia-smi words its answers, until the node is reset.</summary>
    public GpuWords Gpu { get; set; } = new();

    /// <summary>Bytes of unified memory that are in use.</summary>
    public long MemoryUsed => Memory.Used;

    /// <summary>What <c>hf download</c> on this node moves.</summary>
    public Transfers Downloads { get; }

    /// <summary>What <c>rsync</c> moves that runs on this node.</summary>
    public Transfers Copies { get; }

    /// <summary>The size of the disk, until the node is reset.</summary>
    public long DiskBytes
    {
        get => Disk.Size;
        set => Disk.Size = value;
    }

    /// <summary>What is left on it.</summary>
    public long DiskFree => Disk.Free;

    /// <summary>The variables of a shell on this node, complete: nothing else is inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(ToolVariables)
    {
        ["HOME"] = Home,
        ["USER"] = "user",
        ["LOGNAME"] = "user",
        ["SHELL"] = "/bin/bash",
        ["LANG"] = "C.UTF-8",
        ["PATH"] = $"{Layout.Bin}:{Layout.SystemPath}"
    };

    internal NodeDirectory Layout { get; }

    internal DockerDaemon Docker { get; }

    internal NodeMemory Memory { get; } = new();

    internal Ports Ports { get; }

    internal HuggingFaceCache Cache { get; }

    internal NodeDisk Disk { get; }

    internal SimulatedHub Hub { get; }

    internal VllmMetrics Metrics { get; }

    internal Meetings Meetings { get; }

    internal Pace Pace { get; }

    /// <summary>Through which it is reached; null when only local shells are.</summary>
    internal SimulatedSshd? Sshd { get; set; }

    internal SimulatedNode Peer { get; set; } = null!;

    internal ConcurrentDictionary<VllmProcess, bool> Engines { get; } = new();

    /// <summary>The speech services whose processes use the GPU.</summary>
    internal ConcurrentDictionary<SpeechService, bool> GpuServices { get; } = new();

    internal int ToolPort { get; }

    /// <summary>What part of the GPU is at work, 0 to 1.</summary>
    internal double Load => this switch
    {
        _ when Engines.Keys.Any(engine => !engine.IsServing) => 0.35,
        _ when Metrics.Running > 0 => 0.93,
        _ when Volatile.Read(ref _working) > 0 => 0.61,
        _ => 0
    };

    internal double Temperature => _proc.Temperature;

    private Dictionary<string, string> ToolVariables => new()
    {
        ["SIM_ROOT"] = Layout.Root,
        ["SIM_DIR"] = Layout.Path,
        ["SIM_NODE"] = Name,
        ["SIM_ADDRESS"] = Address,
        ["SIM_PORT"] = ToolPort.ToString(CultureInfo.InvariantCulture),
        ["SIM_SPEED"] = ((int)Math.Max(1, Pace.Speed)).ToString(CultureInfo.InvariantCulture)
    };

    /// <summary>The other node finds this one, or does not; sshd of this node is another matter.</summary>
    public void SetReachable(bool isReachable) => Layout.SetSwitch("down", !isReachable);

    /// <summary>The other node's ssh is let in, or refused.</summary>
    public void SetTrusted(bool isTrusted) => Layout.SetSwitch("refuses-ssh", !isTrusted);

    /// <summary>The ConnectX ports are up or down.</summary>
    public void SetLinks(bool areUp) => Layout.SetSwitch("links-down", !areUp);

    /// <summary>Puts a repository into the node's Hugging Face cache.</summary>
    public void AddModel(string repo) => Cache.Add(repo);

    /// <summary>Takes a repository out of the node's Hugging Face cache.</summary>
    public void RemoveModel(string repo) => Cache.Remove(repo);

    /// <summary>Lets the page cache go, as a root's <c>echo 3 > /proc/sys/vm/drop_caches</c> does.</summary>
    public void DropCaches() => Memory.DropCache();

    /// <summary>The driver gives back the memory of processes that have ended, which it is late with.</summary>
    public void GiveMemoryBack() => Memory.GiveBack();

    /// <summary>
    /// Somebody's programs take the node's memory but for so many GiB; below 2.4 it stalls and swaps. Null ends them.
    /// </summary>
    public void Squeeze(double? gibLeft) => Memory.Squeeze(gibLeft is { } gib ? (long)(gib * (1L << 30)) : null);

    /// <summary>The engine of the node's vLLM steps no more, while its API answers; or does again.</summary>
    public void StickEngine(bool isStuck = true) => Metrics.IsStuck = isStuck;

    /// <summary>The user has no such tool, uvx or hf, until the node is reset.</summary>
    public void Uninstall(string tool) => Layout.SetTool(tool, isThere: false);

    /// <summary>The user has uvx, or hf, again.</summary>
    public void Install(string tool) => Layout.SetTool(tool, isThere: true);

    /// <summary>Containers of an image run this; it returns the exit status. The image is there from now on.</summary>
    public void AddService(string image, Func<ServiceRun, Task<int>> service)
    {
        _services[Images.Tagged(image)] = service;
        Docker.Images.Put(image, "sha256:" + Docker.NewId(), Pace.Now);
    }

    /// <summary>So many requests seem to run and wait in this node's vLLM.</summary>
    public void InventTraffic(int running, int waiting) => Metrics.Invent(running, waiting);

    /// <summary>Writes many lines to a container's log; at full speed when the rate is 0.</summary>
    public async Task FloodLogAsync(string container, int lines, int rate = 0, CancellationToken cancel = default)
    {
        await using var output = Log(container);
        await LogFlood.RunAsync(output.WriteAsync, lines, rate, Pace.Time, cancel);
    }

    /// <summary>Writes to a container's log as it stands there.</summary>
    public async Task WriteLogAsync(string container, string text, CancellationToken cancel = default)
    {
        await using var output = Log(container);
        await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
    }

    /// <summary>Runs a bash command line as a user of this node would, and gives its output and exit status.</summary>
    public Task<ShellResult> ShellAsync(string command, CancellationToken cancel = default) =>
        NodeShell.RunAsync(this, command, cancel);

    /// <summary>Kills what runs here, forgets faults and launches, and keeps files.</summary>
    public async Task ResetAsync()
    {
        (DockerFault, BuildTrouble) = (DockerFault.None, BuildTrouble.None);
        Layout.ClearSwitches();
        foreach (var tool in new[] { "uvx", "hf" }) Layout.SetTool(tool, isThere: true);
        foreach (var transfers in new[] { Downloads, Copies }) transfers.Reset();
        Disk.Reset();
        foreach (var container in Docker.Containers)
        {
            await Docker.Runs.KillAsync(container);
            Docker.Remove(container);
        }

        await EvictStrangersAsync();
        if (Sshd is not null) await Sshd.RecoverAsync();
        Metrics.Invent(0, 0);
        Metrics.IsStuck = false;
        await Task.WhenAll(Engines.Keys.Select(engine => engine.Ended));
        Memory.Reset();
        _proc.EmptySwap();
        Gpu = new();
        _launches.Clear();
        Docker.Runs.Lives.Forget();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Docker.DisposeAsync();
        await Task.WhenAll(Engines.Keys.Select(engine => engine.Ended));
        await _proc.DisposeAsync();
        await EvictStrangersAsync();
        Ports.Dispose();
    }

    /// <summary>Lets a program that has nothing to do with models take a port, unless it is taken.</summary>
    internal async Task TakePortAsync(int port)
    {
        if (!Ports.IsTaken(port)) _foreign = await ForeignServer.StartAsync(Ports, port);
    }

    /// <summary>Lets somebody's vLLM have a port that it shares, unless another program has it alone.</summary>
    internal async Task SharePortAsync(int port) => _shared ??= await SharedPort.StartAsync(this, port);

    /// <summary>Who shares a port of this node; null when nobody does.</summary>
    internal SharedPort? Shared(int port) => _shared?.Port == port ? _shared : null;

    /// <summary>A request for speech is on the GPU.</summary>
    internal void BeginWork() => Interlocked.Increment(ref _working);

    internal void EndWork() => Interlocked.Decrement(ref _working);

    internal void Record(Launch launch) => _launches.Enqueue(launch);

    private ContainerProgram? ProgramOf(Container container) =>
        _services.TryGetValue(Images.Tagged(container.Image), out var service)
            ? run => service(new(run))
            : ContainerPrograms.For(container);

    private async Task EvictStrangersAsync()
    {
        if (_foreign is not null) await _foreign.DisposeAsync();
        if (_shared is not null) await _shared.DisposeAsync();
        (_foreign, _shared) = (null, null);
    }

    private LogStream Log(string container) => new(
        Docker.Find(container)?.Log ?? throw new InvalidOperationException($"{Name} has no container {container}."));

    private void WriteEnvironment() => File.WriteAllLines(
        Layout.In("environment.sh"), Environment.Select(variable => $"export {variable.Key}='{variable.Value}'"));
}
