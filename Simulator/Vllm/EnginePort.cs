using System.Net.Sockets;
using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Vllm;

/// <summary>The port of one vLLM and what answers there.</summary>
internal sealed class EnginePort(SimulatedNode node, int port, object engine)
{
    private IAsyncDisposable? _server;

    public bool IsServing => _server is not null;

    /// <summary>Listens from now on; false when somebody else does already.</summary>
    /// <param name="pid">Of whom it is.</param>
    /// <param name="start">Starts what answers, on a loopback port.</param>
    public async Task<bool> TryServeAsync(int pid, Func<int, Task<IAsyncDisposable>> start)
    {
        if (!node.Ports.TryListen(port, "vllm", pid, engine)) return false;
        try
        {
            _server = await start(node.Ports.Here(port));
            return true;
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            node.Ports.Close(port, engine);
            return false;
        }
    }

    public async Task CloseAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
        node.Ports.Close(port, engine);
    }
}
