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
        if (Problem(sources, to) is { } problem)
        {
            await connection.AnswerAsync(problem);
            return;
        }

        var destination = CopyDestination.Of(sources, to);
        var made = destination.Missing;
        if (destination.Make(order.MakesPath) is { } nowhere)
        {
            await connection.AnswerAsync(nowhere);
            return;
        }

        using var run = node.Copies.Start(fault => fault != TransferFault.Truncate);
        var output = await connection.RelayAsync();
        var way = sources.Exists(source => source.Node != node) ? "receiving" : "sending";
        if (order.NamesFiles)
            await output.WriteAsync($"{way} incremental file list\n{Made(made, to.Path)}", isError: false);
        var end = await new CopyRun(order, to.Node!.Disk, run, output, node.Pace.Time)
            .GoAsync(destination.Items(sources, order.Excluded), destination.Folder, connection.Gone);
        if (end is null) return;
        await output.WriteAsync(end.Error, isError: true);
        await output.FailAsync(end.Exit);
    }

    private static ToolAnswer? Problem(List<CopyPlace> sources, CopyPlace to)
    {
        if (sources.Append(to).FirstOrDefault(place => place.Trouble is not null) is { Trouble: { } trouble })
            return CopyWords.NoHost(trouble);
        return sources.Find(source => !Path.Exists(source.Path)) is { } missing
            ? CopyWords.NoSource(missing.Path)
            : null;
    }

    private static string Made(int count, string path) => count switch
    {
        0 => "",
        1 => $"created directory {path}\n",
        _ => $"created {count} directories for {path}\n"
    };
}
