using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>rsync between the nodes, in either direction, or on one: real bytes at the speed of a link.</summary>
internal static class CopyTool
{
    public static async Task HandleAsync(SimulatedNode node, ToolRequest request, ToolConnection connection)
    {
        if (CopyOrder.Parse(request.Arguments) is not { } order)
        {
            await connection.AnswerAsync(CopyWords.Usage);
            return;
        }

        var sources = order.Sources.Select(source => CopyPlace.Of(node, request, source)).ToList();
        var to = CopyPlace.Of(node, request, order.Destination);
        var destination = CopyDestination.Of(sources, to);
        var listed = Listed(order, request);
        if ((Problem(sources, listed, to) ?? destination.Make(order.MakesPath)) is { } problem)
        {
            await connection.AnswerAsync(problem);
            return;
        }

        using var run = node.Copies.Start(fault => fault != TransferFault.Truncate);
        var output = await connection.RelayAsync();
        var way = sources.Exists(source => source.Node != node) ? "receiving" : "sending";
        if (order.NamesFiles)
            await output.WriteAsync($"{way} incremental file list\n{destination.Made(to.Path)}", isError: false);
        var end = await new CopyRun(order, to.Node!.Disk, run, output, node.Pace.Time)
            .GoAsync(destination.Items(sources, listed, order.Excluded), destination.Folder, connection.Gone);
        if (end is not null) await FailAsync(output, end);
    }

    private static async Task FailAsync(Relay output, ToolAnswer end)
    {
        await output.WriteAsync(end.Error, isError: true);
        await output.ExitAsync(end.Exit);
    }

    private static string[]? Listed(CopyOrder order, ToolRequest request) => order.List is not { } list
        ? null
        : File.ReadAllText(Path.Combine(request.Directory, list)).Split(
            order.IsNulList ? '\0' : '\n', StringSplitOptions.RemoveEmptyEntries);

    private static ToolAnswer? Problem(List<CopyPlace> sources, IReadOnlyList<string>? listed, CopyPlace to)
    {
        if (sources.Append(to).FirstOrDefault(place => place.Trouble is not null) is { Trouble: { } trouble })
            return CopyWords.NoHost(trouble);
        var paths = listed?.Select(name => Path.Combine(sources[0].Path, name))
            ?? sources.Select(source => source.Path);
        return paths.FirstOrDefault(path => !Path.Exists(path) && new FileInfo(path).LinkTarget is null) is { } missing
            ? CopyWords.NoSource(missing)
            : null;
    }
}
