using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>Reads the parts of an observation.</summary>
internal static partial class ObservationParts
{
    /// <param name="Code">The exit code of what gave the part.</param>
    /// <param name="Text">What it gave.</param>
    internal sealed record Part(int Code, string Text);

    public static NodeObservation Read(string node, string output, string mark, NodeQuery query)
    {
        var parts = Split(output, mark);
        var container = parts.TryGetValue("container", out var look)
            ? Container(node, look, query.Container)
            : ContainerLook.Unknown($"{node} did not get as far as docker.");
        var processes = container is { Facts.Running: false } or { Presence: Presence.Absent }
            ? []
            : Processes(parts.GetValueOrDefault("top"));

        return new()
        {
            Node = node,
            Outcome = ShellOutcome.Completed,
            Container = container,
            Processes = processes,
            VllmRuns = processes?.Any(line => Vllm().IsMatch(line)),
            Others = Others(parts.GetValueOrDefault("others"), query.Container),
            Port = Port(parts),
            MemTotalBytes = Memory(parts, "MemTotal"),
            MemAvailableBytes = Memory(parts, "MemAvailable"),
            MemFreeBytes = Memory(parts, "MemFree"),
            Image = Image(node, parts),
            Weights = Weights(parts),
            FreeBytes = Free(parts),
            Hostname = parts.GetValueOrDefault("hostname")?.Text.Trim() is { Length: > 0 } name ? name : null
        };
    }

    internal static Dictionary<string, Part> Split(string output, string mark)
    {
        var parts = new Dictionary<string, Part>();
        foreach (var section in output.Split($"\n{mark} ").Skip(1))
        {
            var end = section.IndexOf('\n', StringComparison.Ordinal);
            if (end > 0 && section[..end].Split(' ') is [var name, var code]
                && int.TryParse(code, CultureInfo.InvariantCulture, out var number))
                parts[name] = new(number, section[(end + 1)..]);
        }

        return parts;
    }

    internal static ContainerLook Container(string node, Part part, string name)
    {
        if (part.Code != 0)
            return Docker.Trouble(node, part.Code, part.Text) is { } trouble
                ? ContainerLook.Unknown(trouble)
                : ContainerLook.Absent;

        // A line of docker's own warnings may stand before. inspect also takes the beginning of an id for a name.
        foreach (var words in part.Text.Split('\n').Select(line => line.Trim().Split(' ')))
        {
            if (words is [var found, var id, var image, var running, var status, var started]
                && found.TrimStart('/') == name)
                return new(Presence.Present, new(id, image, running == "true", status, Time(started)), null);
        }

        return part.Text.Contains('/', StringComparison.Ordinal)
            ? ContainerLook.Absent
            : ContainerLook.Unknown($"docker on {node} says nothing of use.");
    }

    /// <summary>The last column of <c>docker top</c>, as wide as it is.</summary>
    internal static IReadOnlyList<string>? Processes(Part? part)
    {
        if (part is not { Code: 0 }) return null;

        var lines = part.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0) return null;

        var columns = lines[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return [.. lines.Skip(1).Select(
            line => line.Split((char[]?)null, columns, StringSplitOptions.RemoveEmptyEntries)[^1].Trim())];
    }

    /// <summary>The names that docker gives, without ours. One that prints its help holds nothing of the GPU.</summary>
    internal static IReadOnlyList<string>? Others(Part? part, string name) => part is { Code: 0 }
        ? [.. part.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(other => other != name && !HelpScript.IsContainer(other))]
        : null;

    private static PortLook Port(Dictionary<string, Part> parts)
    {
        if (parts.TryGetValue("ss", out var ss))
        {
            // The peer's column is a star with a port of a star: only the local address can match.
            var holder = Holder().Match(ss.Text);
            return new(
                ss.Text.Trim().Length > 0,
                holder.Success ? $"{holder.Groups[1].Value} ({holder.Groups[2].Value})" : null);
        }

        return parts.TryGetValue("tcp", out var tcp) ? new(tcp.Text.Trim().Length > 0, null) : new(null, null);
    }

    private static long? Memory(Dictionary<string, Part> parts, string name)
    {
        var line = parts.GetValueOrDefault("meminfo")?.Text.Split('\n')
            .FirstOrDefault(l => l.StartsWith($"{name}:", StringComparison.Ordinal));
        return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var kib, ..]
            && Number(kib) is { } value ? value * 1024 : null;
    }

    private static ImageFact Image(string node, Dictionary<string, Part> parts) =>
        parts.GetValueOrDefault("image") switch
        {
            { Code: 0 } part => new(true, part.Text.Trim().Split('\n')[^1]),
            { } part => new(Docker.Trouble(node, part.Code, part.Text) is null, null),
            null => new(false, null)
        };

    private static WeightsOnDisk? Weights(Dictionary<string, Part> parts) =>
        parts.GetValueOrDefault("weights")?.Text.Trim().Split(' ') is [var how, .. var size]
            ? new(size is [var bytes] ? Number(bytes) ?? 0 : 0, how == "complete")
            : null;

    private static long? Free(Dictionary<string, Part> parts) =>
        parts.GetValueOrDefault("free") is { } free ? Number(free.Text.Trim()) : null;

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Docker's times have nine digits of fraction, .NET's seven. The year 1 means never.</summary>
    internal static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(
            Fraction().Replace(text, "$1"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        && time.Year > 1
            ? time
            : null;

    /// <summary>The server, its renamed engine and worker processes, and Ray's.</summary>
    [GeneratedRegex(@"vllm serve|vllm\.entrypoints|VLLM::|RayWorkerWrapper")]
    private static partial Regex Vllm();

    [GeneratedRegex("""users:\(\("([^"]+)",pid=(\d+)""")]
    private static partial Regex Holder();

    [GeneratedRegex(@"(\.\d{7})\d+")]
    private static partial Regex Fraction();
}
