using System.Globalization;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Tools;

/// <summary>One <c>rsync</c> under way. What is there already, with its size and time, is not moved again.</summary>
internal sealed class CopyRun(CopyOrder order, NodeDisk disk, TransferRun run, Relay output, TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();
    private long _allowed, _moved, _drawn;
    private int _copied;

    /// <summary>Copies all; null when that went well.</summary>
    public async Task<ToolAnswer?> GoAsync(IReadOnlyList<CopyItem> items, string destination, CancellationToken cancel)
    {
        for (var at = 0; at < items.Count; at++)
        {
            var to = Path.Combine(destination, items[at].Name);
            if (items[at].IsDirectory) await MakeAsync(to, items[at].Name);
            else if (items[at].Link is { } link) await LinkAsync(items[at].Name, to, link);
            else if (await CopyAsync(items[at], to, $"{items.Count - at - 1}/{items.Count}", cancel) is { } problem)
                return problem;
        }

        if (order.IsVerbose) await SayAsync(CopyWords.Sum(_moved, Total(items), time.GetElapsedTime(_begun)));
        return null;
    }

    private static long Total(IEnumerable<CopyItem> items) =>
        items.Where(item => item.Link is null).Select(item => item.From).OfType<FileInfo>().Sum(file => file.Length);

    private async Task MakeAsync(string to, string name)
    {
        if (Directory.Exists(to)) return;
        Directory.CreateDirectory(to);
        if (order.NamesFiles && name.Length > 0) await SayAsync(name + "/\n");
    }

    private async Task LinkAsync(string name, string to, string link)
    {
        if (!order.KeepsLinks) await SayAsync($"skipping non-regular file \"{name}\"\n");
        if (!order.KeepsLinks || new FileInfo(to).LinkTarget == link) return;
        File.Delete(to);
        File.CreateSymbolicLink(to, link);
        if (order.NamesFiles) await SayAsync($"{name} -> {link}\n");
    }

    private async Task<ToolAnswer?> CopyAsync(CopyItem item, string to, string check, CancellationToken cancel)
    {
        var from = (FileInfo)item.From;
        if (CopyFile.IsThere(order, from, new(to))) return null;
        if (order.NamesFiles) await SayAsync((item.Name.Length > 0 ? item.Name : from.Name) + "\n");
        using var copy = new CopyFile(order, from, to);
        var begun = time.GetTimestamp();
        var before = copy.Done;
        while (copy.Missing > 0)
        {
            if (run.Due is { } fault && CopyWords.Problem(fault, to, _moved) is { } problem) return problem;
            while (_allowed <= 0) _allowed = await run.NextAsync(cancel);
            var count = Math.Min(_allowed, copy.Missing);
            var fits = Math.Min(count, disk.Free);
            copy.Append(fits);
            run.Move(fits);
            (_allowed, _moved) = (_allowed - fits, _moved + fits);
            if (fits < count) return CopyWords.NoSpace(to);
            await DrawAsync(copy.Done, from.Length, (copy.Done - before) / Seconds(begun), isLast: false);
        }

        copy.Complete();
        await DrawAsync(from.Length, from.Length, (from.Length - before) / Seconds(begun), isLast: true);
        _copied++;
        if (order.ShowsProgress)
            await SayAsync(string.Create(CultureInfo.InvariantCulture, $" (xfr#{_copied}, to-chk={check})\n"));
        return null;
    }

    private double Seconds(long since) => Math.Max(0.001, time.GetElapsedTime(since).TotalSeconds);

    // Once a second, and when a file is complete.
    private async Task DrawAsync(long done, long total, double rate, bool isLast)
    {
        if (!order.ShowsProgress || (!isLast && time.GetElapsedTime(_drawn) < TimeSpan.FromSeconds(1))) return;
        _drawn = time.GetTimestamp();
        await SayAsync(CopyWords.Bar(done, total, rate));
    }

    private ValueTask SayAsync(string text) => output.WriteAsync(text, isError: false);
}
