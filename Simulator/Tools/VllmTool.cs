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
