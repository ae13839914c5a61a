using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker pull, save and load: images on their way. What is saved is one line that names the image.</summary>
internal static class DockerTransfers
{
    private const string FullDisk =
        "write /usr/local/lib/python3.12/dist-packages/torch/lib/libtorch_cuda.so: no space left on device";

    private static readonly string[] _layers = ["853d03ade389", "92eb500b3881", "349428bd22f2", "dc6bc0e289a5"];

    private static readonly string[] _stages =
        ["Pulling fs layer", "Verifying Checksum", "Download complete", "Pull complete"];

    private static readonly TimeSpan _layer = TimeSpan.FromSeconds(100.0 / 16), _copy = TimeSpan.FromSeconds(30);

    public static Task HandleAsync(string command, DockerCall call)
    {
        var flags = Flags.Parse(call.Words, "o output i input stdin platform", "q quiet a all-tags");
        var first = flags.Operands.FirstOrDefault() ?? "";
        return command switch
        {
            "pull" => PullAsync(call, first, flags.Has("q", "quiet")),
            "save" => SaveAsync(call, flags, first),
            _ => LoadAsync(call, flags)
        };
    }

    private static async Task PullAsync(DockerCall call, string reference, bool isQuiet)
    {
        if (Refusal(call.Daemon, reference) is { } refusal)
        {
            await call.FailAsync(refusal);
            return;
        }

        var (images, whole) = (call.Daemon.Images, Images.Tagged(reference));
        var output = await call.Connection.RelayAsync();
        if (!isQuiet) await output.WriteAsync(Begun(reference, whole), isError: false);
        var isOurs = whole == ImageRegistry.Reference;
        var id = isOurs ? call.Daemon.Registry.Prebuilt : images.Find(whole)?.Id ?? "sha256:" + call.Daemon.NewId();
        var isNew = images.Find(whole)?.Id != id;
        if (isNew && !await FetchAsync(call, output, isQuiet)) return;
        images.Put(whole, id, call.Daemon.Pace.Now);
        var status = isNew ? "Downloaded newer image" : "Image is up to date";
        await output.WriteAsync(
            isQuiet ? "" : $"Digest: {id}\nStatus: {status} for {whole}\n", isError: false);
        await output.WriteAsync($"docker.io/{whole}\n", isError: false);
    }

    private static string Begun(string reference, string whole)
    {
        var tag = whole[(whole.LastIndexOf(':') + 1)..];
        return (reference == whole ? "" : "Using default tag: latest\n") +
            $"{tag}: Pulling from {whole[..whole.LastIndexOf(':')]}\n";
    }

    // False when the disk was full, which is found out last.
    private static async Task<bool> FetchAsync(DockerCall call, Relay output, bool isQuiet)
    {
        foreach (var (stage, layer) in _stages.SelectMany(stage => _layers.Select(layer => (stage, layer))))
        {
            await call.Daemon.Pace.WaitAsync(_layer, call.Connection.Gone);
            if (call.Daemon.Trouble == BuildTrouble.NoSpace && stage == _stages[^1])
            {
                await output.WriteAsync($"failed to register layer: {FullDisk}\n", isError: true);
                await output.ExitAsync(1);
                return false;
            }

            if (!isQuiet) await output.WriteAsync($"{layer}: {stage}\n", isError: false);
        }

        return true;
    }

    private static string? Refusal(DockerDaemon daemon, string reference)
    {
        const string Error = "Error response from daemon: ";
        if (daemon.Directory.HasSwitch(SimulatedNode.Offline))
            return Error + "Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io: " +
                "Temporary failure in name resolution";
        if (!reference.Contains('/', StringComparison.Ordinal))
            return $"{Error}pull access denied for {reference}, repository does not exist or may require 'docker " +
                "login': denied: requested access to the resource is denied";
        return daemon.Trouble == BuildTrouble.PullFails
            ? Error + "toomanyrequests: You have reached your unauthenticated pull rate limit. " +
                "https://www.docker.com/increase-rate-limit"
            : null;
    }

    private static async Task SaveAsync(DockerCall call, Flags flags, string reference)
    {
        if (call.Daemon.Images.Find(reference) is not { } image)
        {
            await call.FailAsync("Error response from daemon: reference does not exist");
            return;
        }

        await call.Daemon.Pace.WaitAsync(_copy, call.Connection.Gone);
        if (call.Daemon.Trouble == BuildTrouble.NoSpace)
        {
            await call.FailAsync($"write {flags.Value("o", "output") ?? "/dev/stdout"}: no space left on device");
            return;
        }

        var text = $"{Images.Tagged(reference)} {image.Id}\n";
        if (flags.Value("o", "output") is not { } file) await call.AnswerAsync(new(0, text));
        else
        {
            await File.WriteAllTextAsync(Path.Combine(call.Request.Directory, file), text);
            await call.AnswerAsync(ToolAnswer.Silent);
        }
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

        await call.Daemon.Pace.WaitAsync(_copy, call.Connection.Gone);
        const string Failed = "Error processing tar file(exit status 1): ";
        if (call.Daemon.Trouble == BuildTrouble.LoadFails) await call.FailAsync(Failed + "unexpected EOF");
        else if (call.Daemon.Trouble == BuildTrouble.NoSpace) await call.FailAsync(Failed + FullDisk);
        else
        {
            call.Daemon.Images.Put(reference, id, call.Daemon.Pace.Now);
            await call.AnswerAsync(ToolAnswer.Line("Loaded image: " + reference));
        }
    }
}
