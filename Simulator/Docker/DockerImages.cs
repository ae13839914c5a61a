using System.Text;
using System.Text.Json.Nodes;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker images, pull, tag, rmi, save, load and build.</summary>
internal static class DockerImages
{
    public static async Task HandleAsync(string command, DockerCall call)
    {
        var flags = Flags.Parse(
            call.Words, "format o output i input stdin t tag f file build-arg network progress target filter",
            "q quiet no-trunc a all force no-cache pull");
        var first = flags.Operands.FirstOrDefault() ?? "";
        await (command switch
        {
            "images" => ListAsync(call, flags, first),
            "pull" => PullAsync(call, first),
            "build" => BuildAsync(call, flags),
            "tag" => TagAsync(call, first, flags.Operands[^1]),
            "save" => SaveAsync(call, flags, first),
            "load" => LoadAsync(call, flags),
            _ => call.Daemon.Images.Remove(first)
                ? call.AnswerAsync(ToolAnswer.Line("Untagged: " + Images.Tagged(first)))
                : call.FailAsync("Error response from daemon: No such image: " + Images.Tagged(first))
        });
    }

    private static Task ListAsync(DockerCall call, Flags flags, string reference)
    {
        var images = call.Daemon.Images.All.Where(
            image => reference.Length == 0 || image.Repository == reference || image.Reference == reference);
        if (flags.Has("q", "quiet"))
            return call.AnswerAsync(ToolAnswer.Lines(images.Select(image => Id(image, flags))));
        if (flags.Value("format") is { } format)
            return call.AnswerAsync(ToolAnswer.Lines(
                images.Select(image => GoTemplate.Render(format, Describe(image, flags), out _) ?? "")));
        return call.AnswerAsync(ToolAnswer.Lines([
            "REPOSITORY          TAG       IMAGE ID       CREATED        SIZE",
            .. images.Select(
                image => $"{image.Repository,-20}{image.Tag,-10}{Id(image, flags),-15}2 weeks ago    31.4GB")
        ]));
    }

    private static JsonObject Describe(Image image, Flags flags) => new()
    {
        ["Repository"] = image.Repository,
        ["Tag"] = image.Tag,
        ["ID"] = Id(image, flags),
        ["CreatedAt"] = image.Created.ToString("u", System.Globalization.CultureInfo.InvariantCulture),
        ["Size"] = "31.4GB"
    };

    private static string Id(Image image, Flags flags) =>
        flags.Has("no-trunc") ? image.Id : image.Id["sha256:".Length..][..12];

    private static async Task PullAsync(DockerCall call, string reference)
    {
        if (!reference.Contains('/', StringComparison.Ordinal))
        {
            await call.FailAsync(
                $"Error response from daemon: pull access denied for {reference}, repository does not exist or may " +
                "require 'docker login': denied: requested access to the resource is denied");
            return;
        }

        var output = await call.Connection.BeginAsync();
        await Say(output, $"Using default tag: latest\nlatest: Pulling from {reference.Split(':')[0]}\n");
        await call.Daemon.Pace.WaitAsync(TimeSpan.FromSeconds(40), call.Connection.Gone);
        call.Daemon.Images.Put(reference, "sha256:" + call.Daemon.NewId(), call.Daemon.Pace.Now);
        await Say(output,
            $"Status: Downloaded newer image for {Images.Tagged(reference)}\ndocker.io/{Images.Tagged(reference)}\n");
    }

    private static async Task BuildAsync(DockerCall call, Flags flags)
    {
        await call.Daemon.Pace.WaitAsync(TimeSpan.FromMinutes(2), call.Connection.Gone);
        foreach (var tag in flags.All("t", "tag"))
            call.Daemon.Images.Put(tag, "sha256:" + call.Daemon.NewId(), call.Daemon.Pace.Now);
        await call.AnswerAsync(new(0, "", "#1 [internal] load build definition from Dockerfile\n#2 DONE 112.4s\n"));
    }

    private static Task TagAsync(DockerCall call, string from, string to)
    {
        if (call.Daemon.Images.Find(from) is not { } image)
            return call.FailAsync("Error response from daemon: No such image: " + Images.Tagged(from));
        call.Daemon.Images.Put(to, image.Id, image.Created);
        return call.AnswerAsync(ToolAnswer.Silent);
    }

    private static async Task SaveAsync(DockerCall call, Flags flags, string reference)
    {
        if (call.Daemon.Images.Find(reference) is not { } image)
        {
            await call.FailAsync("Error response from daemon: reference does not exist");
            return;
        }

        await call.Daemon.Pace.WaitAsync(TimeSpan.FromSeconds(30), call.Connection.Gone);
        var text = $"{image.Reference} {image.Id}\n";
        if (flags.Value("o", "output") is { } file)
            await File.WriteAllTextAsync(Path.Combine(call.Request.Directory, file), text);
        await call.AnswerAsync(new(0, flags.Value("o", "output") is null ? text : ""));
    }

    private static async Task LoadAsync(DockerCall call, Flags flags)
    {
        var file = flags.Value("i", "input");
        var saved = file is null
            ? flags.Value("stdin")
            : await File.ReadAllTextAsync(Path.Combine(call.Request.Directory, file));
        if (saved?.Trim().Split(' ') is not [var reference, var id])
        {
            await call.FailAsync("archive/tar: invalid tar header");
            return;
        }

        call.Daemon.Images.Put(reference, id, call.Daemon.Pace.Now);
        await call.AnswerAsync(ToolAnswer.Line("Loaded image: " + reference));
    }

    private static ValueTask Say(Stream output, string text) => output.WriteAsync(Encoding.UTF8.GetBytes(text));
}
