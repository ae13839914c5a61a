using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker ps, with its filters and formats.</summary>
internal static class DockerPs
{
    private static readonly string _header =
        $"{"CONTAINER ID",-15}{"IMAGE",-12}{"COMMAND",-25}{"CREATED",-25}{"STATUS",-29}{"PORTS",-10}NAMES";

    public static Task HandleAsync(DockerCall call)
    {
        var flags = Flags.Parse(call.Words, "f filter format n last", "a all q quiet no-trunc s size l latest");
        if (flags.Unknown is { } unknown) return call.RefuseAsync("ps", unknown);

        var filters = flags.All("f", "filter").Select(filter => filter.Split('=', 2)).ToLookup(f => f[0], f => f[^1]);
        var all = flags.Has("a", "all") || filters.Contains("status");
        var rows = call.Daemon.Containers
            .Where(container => (all || container.IsRunning)
                && filters.All(filter => filter.Any(value => Passes(call.Daemon, container, filter.Key, value))))
            .Select(container => ContainerView.Row(container, call.Daemon.Pace.Now, flags.Has("no-trunc")))
            .ToList();
        return flags switch
        {
            _ when flags.Has("q", "quiet") =>
                call.AnswerAsync(ToolAnswer.Lines(rows.Select(row => (string)row["ID"]!))),
            _ when flags.Value("format") is { } format => FormatAsync(call, rows, format),
            _ => call.AnswerAsync(ToolAnswer.Lines([_header, .. rows.Select(Line)]))
        };
    }

    // Docker takes a name as a regular expression that may match anywhere, with or without the slash before it.
    private static bool Passes(DockerDaemon daemon, Container container, string filter, string value) => filter switch
    {
        "name" => Regex.IsMatch(container.Name, value) || Regex.IsMatch("/" + container.Name, value),
        "id" => container.Id.StartsWith(value, StringComparison.Ordinal),
        "status" => ContainerView.State(container) == value,
        "ancestor" => Images.Tagged(container.Image) == Images.Tagged(value)
            || container.ImageId.Contains(value, StringComparison.Ordinal)
            || container.ImageId == daemon.Images.Find(value)?.Id,
        _ => true
    };

    private static Task FormatAsync(DockerCall call, List<JsonObject> rows, string format)
    {
        var isTable = format.StartsWith("table ", StringComparison.Ordinal);
        if (isTable) format = format["table ".Length..];
        if (format == "json") format = "{{json .}}";
        var lines = new List<string>();
        if (isTable) lines.Add(Head(format));
        foreach (var row in rows)
        {
            if (GoTemplate.Render(format, row, out var error) is not { } line) return call.FailAsync(error!);
            lines.Add(line);
        }

        return call.AnswerAsync(ToolAnswer.Lines(lines));
    }

    private static string Head(string format) => Regex.Replace(
        format.Replace("\\t", "   ", StringComparison.Ordinal), @"\{\{\.(\w+)\}\}",
        field => field.Groups[1].Value.ToUpperInvariant());

    private static string Line(JsonObject row) =>
        $"{row["ID"],-15}{row["Image"],-12}{row["Command"],-25}{row["RunningFor"],-25}" +
        $"{row["Status"],-29}{"",-10}{row["Names"]}";
}
