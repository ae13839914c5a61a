using SparkControl.Simulator.Scenarios;
using SparkControl.Simulator.Ssh;
using SparkControl.Simulator.Vllm;

namespace SparkControl.Simulator.Nodes;

/// <summary>
/// A port of a node that somebody's vLLM has bound with SO_REUSEPORT, so that another one can have it too. The kernel
/// gives a connection to any of them; here they have their turns, the newest first.
/// </summary>
internal sealed class SharedPort(Ports ports, int port) : IAsyncDisposable
{
    /// <summary>What somebody's vLLM serves.</summary>
    private const string Model = "Qwen/Qwen3-0.6B";

    private const string Program = "vllm";
    private const int Pid = 814;

    private readonly Lock _gate = new();
    private readonly List<int> _servers = [];
    private IAsyncDisposable? _first;
    private TcpRelay? _relay;
    private int _turn;

    public int Port => port;

    /// <summary>Serves there from now on; null when the port is taken by one that does not share it.</summary>
    public static async Task<SharedPort?> StartAsync(SimulatedNode node, int port)
    {
        var shared = new SharedPort(node.Ports, port);
        if (!node.Ports.TryListen(port, Program, Pid, shared)) return null;
        LoadPlan plan = new(new(new Dictionary<string, IReadOnlyList<string>>(), Model), Scenario.Normal);
        var server = Ports.Free();
        shared._first = await VllmServer.StartAsync(
            server, plan, new(node.Pace.Time), node.Pace, () => false, _ => { });
        shared.Join(server);
        shared._relay = new(node.Ports.Here(port)) { Target = shared.Next };
        return shared;
    }

    /// <summary>One more has the port, with a server on this loopback port.</summary>
    public void Join(int server)
    {
        lock (_gate)
        {
            _servers.Insert(0, server);
            _turn = 0;
        }
    }

    public void Leave(int server)
    {
        lock (_gate) _servers.Remove(server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_relay is not null) await _relay.DisposeAsync();
        if (_first is not null) await _first.DisposeAsync();
        ports.Close(port, this);
    }

    private int Next()
    {
        lock (_gate) return _servers[_turn++ % _servers.Count];
    }
}
