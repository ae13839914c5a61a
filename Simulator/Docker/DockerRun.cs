using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>docker run.</summary>
internal static class DockerRun
{
    private const string Valued =
        "name e env v volume entrypoint network net gpus ipc shm-size ulimit memory m memory-swap pids-limit " +
        "restart w workdir p publish u user label l cap-add device security-opt pull hostname h env-file add-host " +
        "health-cmd mount log-driver log-opt";

    private const string Bare = "d detach rm privileged i t interactive tty init read-only q quiet";

    public static async Task HandleAsync(DockerCall call)
    {
        var flags = Parse(call.Words);
        if (flags.Unknown is { } unknown)
        {
            await call.RefuseAsync("run", unknown);
            return;
        }

        if (flags.Operands.Count == 0)
        {
            await call.FailAsync(
                "docker: 'docker run' requires at least 1 argument\n\nUsage:  docker run [OPTIONS] IMAGE [COMMAND] " +
                "[ARG...]\n\nSee 'docker run --help' for more information");
            return;
        }

        if (call.Daemon.Images.Find(flags.Operands[0]) is not { } image)
        {
            await call.FailAsync(Missing(flags.Operands[0]), 125);
            return;
        }

        var container = await CreateAsync(call.Daemon, image, flags);
        if (!call.Daemon.TryAdd(container))
        {
            var holder = call.Daemon.Find(container.Name)!;
            container.Log.Dispose();
            container.Files.Delete();
            await call.FailAsync(Taken(holder), 125);
            return;
        }

        if (flags.Value("entrypoint") is null && call.Daemon.Registry.Knows(image.Id)) Greet(container.Log);
        if (flags.Has("d", "detach"))
        {
            call.Daemon.Runs.Start(container);
            await call.AnswerAsync(ToolAnswer.Line(container.Id));
        }
        else await StayAsync(call, container);
    }

    /// <summary>Reads the words behind `docker run`.</summary>
    public static Flags Parse(IReadOnlyList<string> words) => Flags.Parse(words, Valued, Bare, interspersed: false);

    /// <summary>A container, not yet started; with a time it belongs to the node and was made then.</summary>
    public static async Task<Container> CreateAsync(
        DockerDaemon daemon, Image image, Flags flags, DateTimeOffset? since = null)
    {
        string[] mounts = [.. flags.All("v", "volume")];
        var memory = ByteSize.Parse(flags.Value("memory", "m"));
        var swap = ByteSize.Parse(flags.Value("memory-swap"));
        var id = daemon.NewId();
        var files = new ContainerFiles(
            Path.Combine(daemon.Directory.State, "containers", id[..12]), daemon.Directory.Root);
        await files.CreateAsync(mounts);
        return new()
        {
            Id = id,
            Name = flags.Value("name") ?? "vigorous_" + id[..8],
            Image = flags.Operands[0],
            ImageId = image.Id,
            Command = Command(daemon, image, flags),
            Variables = [.. Variables(daemon, files, id), .. flags.All("e", "env")],
            Files = files,
            Log = new(files.LogPath, daemon.Pace.Time),
            Created = since ?? daemon.Pace.Now,
            Mounts = mounts,
            AutoRemove = flags.Has("rm"),
            IsResident = since is not null,
            RestartPolicy = flags.Value("restart") ?? "no",
            MemoryLimit = memory,
            MemorySwap = swap == 0 ? memory * 2 : swap
        };
    }

    private static string[] Command(DockerDaemon daemon, Image image, Flags flags)
    {
        string[] command = [.. flags.Operands.Skip(1)];
        var entry = flags.Value("entrypoint");
        if (!string.IsNullOrEmpty(entry)) return [entry, .. command];
        if (entry is null && daemon.Registry.In(image.Id).Fault == ImageFault.OwnEntryPoint)
            return ["vllm", "serve", .. command];
        return command.Length > 0 ? command : ["/opt/nvidia/nvidia_entrypoint.sh"];
    }

    private static IEnumerable<string> Variables(DockerDaemon daemon, ContainerFiles files, string id)
    {
        var directory = daemon.Directory;
        return
        [
            $"PATH={directory.Container}:{directory.Bin}:{directory.SystemPath}", "HOME=" + files.Root + "/root",
            "LANG=C.UTF-8", "HOSTNAME=" + id[..12], "SIM_CONTAINER=" + id, .. daemon.ToolVariables
        ];
    }

    // What NVIDIA's entry point prints before it becomes the command; who clears it is spared that.
    private static void Greet(ContainerLog log)
    {
        foreach (var line in new[]
        {
            "", "==========", "== CUDA ==", "==========", "", "CUDA Version 13.0.2", "",
            "Container image Copyright (c) 2016-2023, NVIDIA CORPORATION & AFFILIATES. All rights reserved.", "",
            "This container image and its contents are governed by the NVIDIA Deep Learning Container License.", ""
        }) log.WriteLine(line);
    }

    // It is read from before its first line on: one that ends at once may be gone before anybody looks.
    private static async Task StayAsync(DockerCall call, Container container)
    {
        var output = await call.Connection.RelayAsync();
        var reader = new LogReader(
            container.Log, (text, cancel) => output.WriteAsync(text, isError: false, cancel))
        {
            Follow = true
        };
        var sending = reader.SendAsync(call.Connection.Gone);
        call.Daemon.Runs.Start(container);
        await using var left = call.Connection.Gone.Register(() => _ = call.Daemon.Runs.KillAsync(container));
        await sending;
        await output.ExitAsync(container.ExitCode);
    }

    private static string Missing(string reference) =>
        $"Unable to find image '{Images.Tagged(reference)}' locally\n" +
        $"docker: Error response from daemon: pull access denied for {reference.Split(':')[0]}, repository does not " +
        "exist or may require 'docker login': denied: requested access to the resource is denied\n\n" +
        "Run 'docker run --help' for more information";

    private static string Taken(Container holder) =>
        $"docker: Error response from daemon: Conflict. The container name \"/{holder.Name}\" is already in use by " +
        $"container \"{holder.Id}\". You have to remove (or rename) that container to be able to reuse that name.\n\n" +
        "Run 'docker run --help' for more information";
}
