using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Docker;

/// <summary>docker inspect of containers and images.</summary>
internal static class DockerInspect
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static Task HandleAsync(DockerCall call, bool onlyImages)
    {
        var flags = Flags.Parse(call.Words, "f format type", "s size");
        if (flags.Unknown is { } unknown) return call.RefuseAsync("inspect", unknown);

        var type = onlyImages ? "image" : flags.Value("type");
        var format = flags.Value("f", "format");
        var (found, output, errors) = (new JsonArray(), new StringBuilder(), new StringBuilder());
        foreach (var name in flags.Operands)
        {
            if (Look(call.Daemon, name, type) is not { } data)
                errors.Append(type switch
                {
                    "image" => $"Error response from daemon: No such image: {name}\n",
                    "container" => $"Error response from daemon: No such container: {name}\n",
                    _ => $"Error: No such object: {name}\n"
                });
            else if (format is null) found.Add(data);
            else if (GoTemplate.Render(format, data, out var error) is { } line) output.Append(line).Append('\n');
            else errors.Append(error).Append('\n');
        }

        if (format is null) output.Append(found.ToJsonString(_indented)).Append('\n');
        return call.AnswerAsync(new(errors.Length > 0 ? 1 : 0, output.ToString(), errors.ToString()));
    }

    private static JsonObject? Look(DockerDaemon daemon, string name, string? type)
    {
        if (type != "image" && daemon.Find(name) is { } container) return ContainerView.Inspect(container);
        return type != "container" && daemon.Images.Find(name) is { } image ? Describe(daemon, image) : null;
    }

    private static JsonObject Describe(DockerDaemon daemon, Image image) => new()
    {
        ["Id"] = image.Id,
        ["RepoTags"] = new JsonArray([.. daemon.Images.References(image.Id).Select(name => (JsonNode)name)]),
        ["RepoDigests"] = new JsonArray(),
        ["Created"] = image.Created.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["Architecture"] = "arm64",
        ["Os"] = "linux",
        ["Size"] = 31_400_000_000
    };
}
