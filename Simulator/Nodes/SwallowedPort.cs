using System.Net.Sockets;

namespace SparkControl.Simulator.Nodes;

/// <summary>The vLLM port of a node while a program has it that takes connections and never says a word.</summary>
internal sealed class SwallowedPort : IAsyncDisposable
{
    private const string Program = "nc";
    private const int Pid = 813;

    private readonly Ports _ports;
    private readonly BlackHole _hole;

    public SwallowedPort(Ports ports)
    {
        _ports = ports;
        if (!ports.TryListen(Ports.Vllm, Program, Pid, this))
            throw new InvalidOperationException($"Somebody listens on {Ports.Vllm} already.");
        try
        {
            _hole = new(ports.VllmPort);
        }
        catch (SocketException)
        {
            ports.Close(Ports.Vllm, this);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _hole.DisposeAsync();
        _ports.Close(Ports.Vllm, this);
    }
}
