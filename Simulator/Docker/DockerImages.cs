using System.Globalization;
using System.Text.Json.Nodes;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker images, tag, rmi and image prune.</summary>
internal static class DockerImages
{
    private const string Size = "31.4GB";

    public static Task HandleAsync(string command, DockerCall call)
    {
        return command switch
        {
            "images" => ListAsync(call),
            "tag" => TagAsync(call, call.Words[0], call.Words[^1]),
            "rmi" => RemoveAsync(call, Flags.Parse(call.Words, "platform", "f force no-prune")),
            _ => PruneAsync(call)
        };
    }

    private static Task ListAsync(DockerCall call)
    {
        var flags = Flags.Parse(call.Words, "format f filter", "q quiet no-trunc a all digests");
        var reference = flags.Operands.FirstOrDefault() ?? "";
        var filters = flags.All("f", "filter").ToList();
        var images = call.Daemon.Images.All.Where(
            image => (reference.Length == 0 || image.Repository == reference || image.Reference == reference) &&
                filters.All(filter => Passes(image, filter)));
        if (flags.Has("q", "quiet"))
            return call.AnswerAsync(ToolAnswer.Lines(images.Select(image => Id(image, flags)).Distinct()));
        if (flags.Value("format") is { } format)
            return call.AnswerAsync(ToolAnswer.Lines(
                images.Select(image => GoTemplate.Render(format, Describe(image, flags), out _) ?? "")));
        return call.AnswerAsync(ToolAnswer.Lines([
            "REPOSITORY          TAG       IMAGE ID       CREATED        SIZE",
            .. images.Select(
                image => $"{image.Repository,-20}{image.Tag,-10}{Id(image, flags),-15}2 weeks ago    {Size}")
        ]));
    }

    private static bool Passes(Image image, string filter) => filter.Split('=', 2) switch
    {
        ["dangling", var wanted] => image.Reference == Image.None == (wanted == "true"),
        ["reference", var wanted] => image.Repository == wanted || image.Reference == wanted ||
            (wanted.EndsWith('*') && image.Reference.StartsWith(wanted[..^1], StringComparison.Ordinal)),
        _ => false
    };

    private static JsonObject Describe(Image image, Flags flags) => new()
    {
        ["Repository"] = image.Repository,
        ["Tag"] = image.Tag,
        ["ID"] = Id(image, flags),
        ["CreatedAt"] = image.Created.ToString("u", CultureInfo.InvariantCulture),
        ["Size"] = Size
    };

    private static string Id(Image image, Flags flags) => flags.Has("no-trunc") ? image.Id : image.ShortId;

    private static Task TagAsync(DockerCall call, string from, string to)
    {
        if (call.Daemon.Images.Find(from) is not { } image)
            return call.FailAsync("Error response from daemon: No such image: " + Images.Tagged(from));
        call.Daemon.Images.Put(to, image.Id, image.Created);
        return call.AnswerAsync(ToolAnswer.Silent);
    }

    private static Task RemoveAsync(DockerCall call, Flags flags)
    {
        var (said, errors) = ("", "");
        foreach (var reference in flags.Operands)
        {
            if (Conflict(call.Daemon, reference, flags.Has("f", "force")) is { } conflict) errors += conflict + "\n";
            else said += Remove(call.Daemon.Images, reference);
        }

        return call.AnswerAsync(new(errors.Length > 0 ? 1 : 0, said, errors));
    }

    // What docker would leave dangling, or takes from under a container, it does not remove unasked.
    private static string? Conflict(DockerDaemon daemon, string reference, bool isForced)
    {
        if (daemon.Images.Find(reference) is not { } image)
            return "Error response from daemon: No such image: " + Images.Tagged(reference);
        var (references, user) = (daemon.Images.References(image.Id),
            daemon.Containers.FirstOrDefault(container => container.ImageId == image.Id));
        const string Conflict = "Error response from daemon: conflict: unable to ";
        if (image.Reference == Images.Tagged(reference))
            return user is not null && references.Count == 1 && !isForced
                ? $"{Conflict}remove repository reference \"{reference}\" (must force) - container " +
                    $"{user.Id[..12]} is using its referenced image {image.ShortId}"
                : null;
        if (user is not null)
            return $"{Conflict}delete {image.ShortId} ({(user.IsRunning ? "cannot be forced" : "must be forced")}) - " +
                $"image is being used by {(user.IsRunning ? "running" : "stopped")} container {user.Id[..12]}";
        return references.Count > 1 && !isForced
            ? $"{Conflict}delete {image.ShortId} (must be forced) - image is referenced in multiple repositories"
            : null;
    }

    private static string Remove(Images images, string reference)
    {
        var image = images.Find(reference)!;
        if (image.Reference == Images.Tagged(reference))
        {
            var said = $"Untagged: {image.Reference}\n";
            return images.Remove(reference) is { } gone ? $"{said}Deleted: {gone}\n" : said;
        }

        var untagged = images.References(image.Id).Select(name => $"Untagged: {name}\n");
        images.Delete(image.Id);
        return string.Concat(untagged) + $"Deleted: {image.Id}\n";
    }

    private static Task PruneAsync(DockerCall call)
    {
        var used = call.Daemon.Containers.Select(container => container.ImageId).ToHashSet();
        var gone = call.Daemon.Images.All
            .Where(image => image.Reference == Image.None && !used.Contains(image.Id)).ToList();
        foreach (var image in gone) call.Daemon.Images.Delete(image.Id);
        var freed = string.Create(CultureInfo.InvariantCulture, $"Total reclaimed space: {gone.Count * 31.4:0.#}GB");
        return call.AnswerAsync(ToolAnswer.Lines(gone.Count == 0
            ? ["Total reclaimed space: 0B"]
            : ["Deleted Images:", .. gone.Select(image => "deleted: " + image.Id), "", freed]));
    }
}
