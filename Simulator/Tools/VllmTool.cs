using System.Collections.Concurrent;
using System.Globalization;
using SparkControl.Simulator.Scenarios;
using SparkControl.Simulator.Vllm;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>
/// The `vllm` of a container: starts an engine for it, hands over its exit status, passes on signals.
/// </summary>
internal sealed class VllmTool(ScenarioBook scenarios)
{
    private const string Broken = """
        Traceback (most recent call last):
          File "/usr/local/bin/vllm", line 4, in <module>
            from vllm.entrypoints.cli.main import main
        ImportError: /usr/local/lib/python3.12/dist-packages/vllm/_C.abi3.so: undefined symbol: _ZN3c104cuda9SetDevice

        """;

    private static readonly TimeSpan _import = TimeSpan.FromSeconds(8);

    private readonly ConcurrentDictionary<string, Task<int>> _results = new();
    private readonly ConcurrentDictionary<string, VllmProcess> _engines = new();
    private int _last;

    public async Task StartAsync(SimulatedNode node, ToolRequest request, ToolConnection connection)
    {
        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        var output = new Relay(await connection.StreamAsync(id));
        if (node.Docker.Find(request.Container) is not { Run: { } run } container)
        {
            _results[id] = Task.FromResult(127);
            return;
        }

        string[] words = [.. request.Arguments.Select(container.Files.ToContainer)];
        var image = node.Docker.Registry.In(container.ImageId);
        if (image.Fault == ImageFault.DoesNotStart || Introduction(words, image) is not null)
        {
            _results[id] = Task.FromResult(await IntroduceAsync(node, words, image, output, connection.Gone));
            return;
        }

        node.Record(new(container.Name, words, node.Pace.Now));
        if (Parse(words, out var arguments, out var scenario) is { Length: > 0 } refusal)
        {
            _results[id] = Task.FromResult(2);
            await output.WriteAsync(refusal, isError: true);
            return;
        }

        // A container may end between its being found and its hearing of this engine.
        var containerEnds = run.Killed;
        var engine = new VllmProcess(node, container, arguments!, scenario, output);
        (_engines[id], _results[id]) = (engine, engine.Ended);
        node.Engines[engine] = true;
        await using var killed = containerEnds.Register(engine.Kill);
        await engine.RunAsync(words);
        node.Engines.TryRemove(engine, out _);
    }

    public async Task ResultAsync(ToolRequest request, ToolConnection connection) => await connection.AnswerAsync(
        new(await _results.GetValueOrDefault(request.Arguments[0], Task.FromResult(1)), ""));

    public Task SignalAsync(ToolRequest request, ToolConnection connection)
    {
        if (_engines.TryGetValue(request.Arguments[0], out var engine)) engine.Kill();
        return connection.AnswerAsync(ToolAnswer.Silent);
    }

    private static async Task<int> IntroduceAsync(
        SimulatedNode node, string[] words, ImageRegistry.Content image, Relay output, CancellationToken cancel)
    {
        if (image.Fault == ImageFault.SaysNothing) await Task.Delay(Timeout.Infinite, cancel);
        await node.Pace.WaitAsync(_import, cancel);
        var isBroken = image.Fault == ImageFault.DoesNotStart;
        await output.WriteAsync(isBroken ? Broken : Introduction(words, image)!, isBroken);
        return isBroken ? 1 : 0;
    }

    // What it says of itself; null where it is asked for more than that.
    private static string? Introduction(string[] words, ImageRegistry.Content image) => words switch
    {
        ["--version" or "-v"] => image.Version + "\n",
        ["serve", "--help=all"] => VllmHelp.All,
        ["serve", "--help" or "-h"] => VllmHelp.Groups,
        _ => null
    };

    private string Parse(string[] words, out VllmArguments? arguments, out Scenario scenario)
    {
        scenario = Scenario.Normal;
        arguments = ArgumentParser.Parse(words, out var error);
        if (arguments is null) return error;
        scenario = arguments.IsHeadless ? Scenario.Normal : scenarios.Take(arguments.Model);
        if (scenario.Kind != ScenarioKind.UnknownArgument) return "";
        var option = words.LastOrDefault(word => word.StartsWith("--", StringComparison.Ordinal)) ?? "--port";
        return $"usage: vllm serve [model_tag] [options]\nvllm serve: error: unrecognized arguments: {option}\n";
    }
}
