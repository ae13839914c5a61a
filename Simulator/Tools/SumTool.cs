using System.Security.Cryptography;
using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>
/// sha256sum. A blob without bytes has the sum that the Hub gives it if its size is right: there are none to be wrong.
/// </summary>
internal static class SumTool
{
    public static async Task HandleAsync(SimulatedHub hub, ToolRequest request, ToolConnection connection)
    {
        var output = await connection.RelayAsync();
        foreach (var word in request.Arguments)
        {
            var path = Path.Combine(request.Directory, word);
            if (File.Exists(path))
            {
                await output.WriteAsync($"{await SumAsync(hub, path, connection.Gone)}  {word}\n", isError: false);
                continue;
            }

            await output.WriteAsync($"sha256sum: {word}: No such file or directory\n", isError: true);
            await output.FailAsync(1);
        }
    }

    private static async Task<string> SumAsync(SimulatedHub hub, string path, CancellationToken cancel)
    {
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (Known(hub, file) is { IsSparse: true } known && new FileInfo(file).Length == known.Size) return known.Oid;
        await using var bytes = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancel));
    }

    private static ModelFile? Known(SimulatedHub hub, string file)
    {
        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file))) ?? "";
        return folder.Split("--") is ["models", var owner, var name] && SparseFile.Is(file)
            ? hub.Of($"{owner}/{name}").Files.FirstOrDefault(one => one.Oid == Path.GetFileName(file))
            : null;
    }
}
