using System.Net.Sockets;
using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Vllm;

/// <summary>The port of one vLLM, its own or a shared one, and what answers there.</summary>
internal sealed class EnginePort(SimulatedNode node, int port, object engine)
{
    private IAsyncDisposable? _server;
    private Action? _leave;

    public bool IsServing => _server is not null;

    /// <summary>Answers from now on; false when somebody else listens who does not share the port.</summary>
    /// <param name="pid">Whose it is.</param>
    /// <param name="start">Starts what answers, on a loopback port.</param>
    public async Task<bool> TryServeAsync(int pid, Func<int, Task<IAsyncDisposable>> start)
    {
        if (node.Shared(port) is { } shared)
        {
            await ShareAsync(shared, start);
            return true;
        }

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
        _leave?.Invoke();
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
        node.Ports.Close(port, engine);
    }

    private async Task ShareAsync(SharedPort shared, Func<int, Task<IAsyncDisposable>> start)
    {
        var here = Ports.Free();
        _server = await start(here);
        shared.Join(here);
        _leave = () => shared.Leave(here);
    }
}
