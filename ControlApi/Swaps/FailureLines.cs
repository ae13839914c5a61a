using System.Globalization;
using System.Text.RegularExpressions;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>A cause of failure that a line names.</summary>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Rank">Of several causes the lowest rank is the root; of equal ranks the first that is fatal.</param>
/// <param name="Fatal">The load cannot go on after it, even if the process still lives.</param>
/// <param name="Failure">What it means for a person.</param>
internal sealed record FailureCause(string Code, int Rank, bool Fatal, SwapFailure Failure);

/// <summary>The lines by which loads fail, each with what it means and what helps.</summary>
internal static partial class FailureLines
{
    /// <summary>The launcher or Ray sees one Spark where two are wanted.</summary>
    public const string WorkerNotFound = "worker_not_found";

    /// <summary>The launcher has started vLLM in a container that was there already.</summary>
    public const string SecondLaunch = "second_launch";

    /// <summary>The rank of a line that names the cause itself.</summary>
    public const int Root = 1;

    /// <summary>The rank of a line that names what comes of the cause.</summary>
    public const int Symptom = 2;

    private const int Vague = 3, Hint = 4;

    /// <summary>Said of an engine or its workers, and by Python of its own help, which it starts again.</summary>
    private const string Died = "died unexpectedly";

    /// <summary>What a load may live through: they explain its end, and do not bring it.</summary>
    private static readonly string[] Survivable =
        ["launcher", "name_conflict", "image_missing", "gated", "unknown_repository"];

    private static readonly (string Text, Func<string, FailureCause> Cause)[] Known =
    [
        ("KV cache is needed, which is larger than the available KV cache memory", KvCache),
        ("No available memory for the cache blocks", _ => Cause("no_kv_cache", Root,
            "No memory is left for the KV cache",
            "The weights take all the memory that the model may use.",
            Do("Give the model a larger share of memory"), Do("Choose a smaller model"))),
        ("is less than desired GPU memory utilization", FreeMemory),
        ("torch.OutOfMemoryError", _ => OutOfMemory()),
        ("NV_ERR_NO_MEMORY", _ => OutOfMemory()),
        ("ray.exceptions.OutOfMemoryError", _ => OutOfMemory()),
        ("ncclSystemError", _ => Interconnect()),
        ("NCCL error", _ => Interconnect()),
        ("NCCL_ERROR_SYSTEM_ERROR", _ => Interconnect()),
        ("unhandled system error", _ => Interconnect()),
        // vLLM goes on with the files it has when Hugging Face refuses; where it cannot, it dies by itself.
        ("Cannot access gated repo", _ => Gated(Root)),
        ("GatedRepoError", _ => Gated(Root)),
        ("Repository Not Found", _ => UnknownRepository()),
        ("RepositoryNotFoundError", _ => UnknownRepository()),
        ("401 Client Error", _ => Gated(Symptom)),
        ("is not a valid model identifier", _ => Cause("unknown_repository", Root, "There is no model of this name",
            null, Do("Check the repository or the path in the catalog"))),
        ("not supported for now", _ => ImageTooOld(Root)),
        ("no kernel image is available for execution", _ => ImageTooOld(Root)),
        ("is not defined for option 'gpu-name'", _ => ImageTooOld(Root)),
        ("unrecognized arguments:", line => Argument(line)),
        ("error: argument --", line => Argument(line)),
        // With its backticks: every engine prints its own setting at its start, without them.
        ("`trust_remote_code=True`", _ => Cause("needs_remote_code", Root, "This model brings code of its own",
            "vLLM runs it only when told to.", Do("Add --trust-remote-code to the model's arguments, if you trust its author"))),
        ("No space left on device", _ => Cause("disk_full", Root, "The disk is full", null, Do("Delete models that you do not use"))),
        ("Unable to find image", line => Cause("image_missing", Root, "The vLLM image is not on the Spark",
            "It is built or pulled by the launcher's update.",
            Do("Build the image", "On Spark 1, in the launcher's directory. With -c behind it, it is copied to Spark 2 too.",
                $"./build-and-copy.sh{LauncherTools.ImageOption(ImageOf(line))}"))),
        ("Cluster launch aborted because image", line => Cause("image_mismatch", Root, "The Sparks have different vLLM images",
            "Both must run the same one.",
            Do("Copy the image to the other Spark", "On Spark 1, in the launcher's directory.",
                $"./build-and-copy.sh --no-build{LauncherTools.ImageOption(ImageOf(line))} -c"))),
        ("The container name", _ => Cause("name_conflict", Root, "A container of that name is still there",
            "The one before has not gone yet.", Do("Try again"))),
        ("permission denied while trying to connect to the ", _ => Cause("docker_permission", Root,
            "The user may not use Docker on the Spark", null,
            Do("Add the user to the docker group, then log in again", null, "sudo usermod -aG docker $USER"))),
        ("Cannot connect to the Docker daemon", _ => Cause("docker_down", Root, "Docker does not run on the Spark", null,
            Do("Start Docker", null, "sudo systemctl start docker"))),
        ("failed to connect to the docker API", _ => Cause("docker_down", Root, "Docker does not run on the Spark", null,
            Do("Start Docker", null, "sudo systemctl start docker"))),
        ("Passwordless SSH to", _ => Cause("peer_unreachable", Root, "Spark 1 cannot log in to Spark 2",
            "The launcher starts the second half over SSH.",
            Do("Give Spark 1's key to Spark 2", "On Spark 1, with Spark 2's address.", "ssh-copy-id SPARK2"))),
        ("Activating solo mode", _ => Cause(WorkerNotFound, Root, "The launcher found only one Spark",
            "It would have started a model for two on one of them.", Do("Check that Spark 2 runs and that the link between them is up"))),
        ("Skipping launch", _ => Cause(SecondLaunch, Root, "Somebody else's container came first",
            "The launcher starts a second vLLM in a container that is there already.",
            Do("Find out who started it, then try again"))),
        ("Address already in use", _ => Cause("port_in_use", Root, "Something else listens on vLLM's port", null,
            Do("Stop it, or choose another port in Settings"))),
        ("address already in use", _ => Cause("port_in_use", Root, "Something else listens on vLLM's port", null,
            Do("Stop it, or choose another port in Settings"))),
        ("error while attempting to bind on address", _ => Cause("port_in_use", Root, "Something else listens on vLLM's port",
            null, Do("Stop it, or choose another port in Settings"))),
        (Died, _ => WorkerLost()),
        ("RayActorError", _ => WorkerLost()),
        ("A worker died or was killed", _ => WorkerLost()),
        ("Worker exit type: SYSTEM_ERROR", _ => WorkerLost()),
        ("exceeds available GPU", _ => Cause(WorkerNotFound, Symptom, "Ray sees only one Spark", null,
            Do("Check the link between the Sparks"))),
        ("Timeout waiting for cluster to start", _ => Cause("cluster_timeout", Symptom, "The two Sparks did not find each other in time",
            null, Do("Check the link between the Sparks"), Do("Try again"))),
        ("Cannot provide a placement group", _ => NoPlacementGroup()),
        ("Engine core initialization failed", _ => Vaguely("engine_failed", "The engine did not start")),
        ("EngineDeadError", _ => Vaguely("engine_died", "The engine died")),
        ("EngineCore encountered a fatal error", _ => Vaguely("engine_died", "The engine died")),
        // The GPU's name in a warning is no failure; where a load does fail, an old image is the likely cause.
        ("sm_121", _ => ImageTooOld(Hint)),
        ("Error: ", line => Launcher(line))
    ];

    /// <summary>The cause that a line names; null for the others.</summary>
    public static FailureCause? Read(LogLine line)
    {
        if (IsPlacementTimeout(line.Text)) return NoPlacementGroup();

        foreach (var (text, cause) in Known)
        {
            if (!line.Text.Contains(text, StringComparison.Ordinal)) continue;
            // "Error: " begins the launcher's own sentences; in vLLM's log the words are anywhere.
            if (text == "Error: " && !IsLaunchersOwn(line)) continue;
            if (text == Died && !EngineDied().IsMatch(line.Text)) continue;

            return cause(line.Text);
        }

        return null;
    }

    private static bool IsPlacementTimeout(string line) =>
        line.Contains("placement group", StringComparison.Ordinal) && Timeout().IsMatch(line);

    private static bool IsLaunchersOwn(LogLine line) =>
        line.Node == LogLine.Launcher && line.Text.StartsWith("Error: ", StringComparison.Ordinal);

    private static FailureCause KvCache(string line)
    {
        var match = KvCacheFigures().Match(line);
        if (!match.Success) return Cause("kv_cache_too_small", Root, "The context needs more KV cache than there is memory for", null,
            Do("Choose a smaller context"));

        var wanted = Number(match, "len");
        Remedy[] remedies = int.TryParse(match.Groups["max"].ValueSpan, CultureInfo.InvariantCulture, out var fits) && fits > 0
            ? [new($"Use a context of {Thousands(fits)} tokens", "vLLM names this as the largest that fits.", MaxModelLen: fits)]
            : [Do("Choose a smaller context")];
        return Cause("kv_cache_too_small", Root,
            $"A context of {Thousands(wanted)} tokens needs {match.Groups["need"].Value} GiB of KV cache; "
            + $"{match.Groups["have"].Value} GiB are free for it",
            null, [.. remedies, Do("Give the model a larger share of memory")]);
    }

    private static FailureCause FreeMemory(string line) =>
        FreeMemoryFigures().Match(line) is { Success: true } match
            ? Cause("memory_taken", Root,
                $"{match.Groups["free"].Value} of {match.Groups["total"].Value} GiB are free; the model may use more than that",
                "Another program or the page cache holds the rest.", DropCaches(), Do("Give the model a smaller share of memory"))
            : Cause("memory_taken", Root, "Too little memory is free for the share that the model may use",
                "Another program or the page cache holds the rest.", DropCaches(), Do("Give the model a smaller share of memory"));

    private static FailureCause OutOfMemory() => Cause("out_of_memory", Root, "The Spark ran out of unified memory",
        "Weights, cache and everything else share it.",
        Do("Give the model a smaller share of memory"), Do("Choose a smaller context or model"), DropCaches());

    private static Remedy DropCaches() => Do("Let the page cache go", "On each Spark.", "sudo sh -c 'sync; echo 3 > /proc/sys/vm/drop_caches'");

    private static FailureCause Interconnect() => Cause(
        "interconnect", Symptom, "The Sparks lost each other while they set up",
        "NCCL could not use the link between them.",
        Do("Check the cable and that both ends are up", null, "ibdev2netdev"), Do("Try again"));

    private static FailureCause UnknownRepository() => Cause("unknown_repository", Root, "Hugging Face does not know this repository",
        "The name is wrong, or the repository is private.", Do("Check the repository's name in the catalog"));

    private static FailureCause Gated(int rank) => Cause("gated", rank, "This model asks you to accept its licence first",
        "Do that on its page at Hugging Face, with the account of your token.",
        Do("Accept the licence, then set the Hugging Face token in Settings"),
        Do("Log in on Spark 2 too, if the model runs on both", "The launcher hands the token to Spark 1's container only.",
            "uvx hf auth login"));

    private static FailureCause NoPlacementGroup() => Cause("placement_group", Symptom, "Ray found no place for the model on both Sparks",
        "The second one is not in the Ray cluster, or its GPU is taken.", Do("Check the link between the Sparks"), Do("Try again"));

    private static FailureCause ImageTooOld(int rank) => Cause("image_too_old", rank, "The vLLM image is too old for this model or for the GPU",
        null, Do("Update the launcher and its image"));

    private static FailureCause WorkerLost() => Cause("worker_lost", Symptom, "The engine on one Spark died",
        "The other half cannot go on alone.", Do("Try again"), Do("Look at Spark 2's lines in the log"));

    private static FailureCause Argument(string line) => Cause("bad_argument", Root, "This vLLM does not know one of the arguments",
        line[Math.Max(0, line.IndexOf("error:", StringComparison.Ordinal))..], Do("Mend the model's arguments in the catalog"));

    private static FailureCause Launcher(string line) => Cause("launcher", Symptom, $"The launcher says: {line["Error: ".Length..].TrimEnd('.')}", null, Do("Try again"));

    private static FailureCause Vaguely(string code, string title) =>
        Cause(code, Vague, title, "The lines before it say why.", Do("Read the log"), Do("Try again"));

    private static string? ImageOf(string line) => ImageName().Match(line) is { Success: true } match ? match.Groups[1].Value : null;

    private static Remedy Do(string title, string? detail = null, string? command = null) => new(title, detail, command);

    private static FailureCause Cause(string code, int rank, string title, string? detail, params Remedy[] remedies) =>
        new(code, rank, Fatal: rank < Hint && !Survivable.Contains(code),
            new() { Code = code, Title = title, Detail = detail, Remedies = remedies });

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static string Thousands(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"max seq len \((?<len>\d{1,12})\).*?(?<need>[\d.]+) GiB KV cache is needed.*?memory \((?<have>[\d.]+) GiB\)(?:.*?estimated maximum model length is (?<max>\d{1,9}))?")]
    private static partial Regex KvCacheFigures();

    [GeneratedRegex("(worker|actor|engine core)[^:]* died unexpectedly", RegexOptions.IgnoreCase)]
    private static partial Regex EngineDied();

    [GeneratedRegex(@"image '([A-Za-z0-9][\w.:/@-]*?)(?::latest)?'")]
    private static partial Regex ImageName();

    [GeneratedRegex("timeout|timed out", RegexOptions.IgnoreCase)]
    private static partial Regex Timeout();

    [GeneratedRegex(@"\((?<free>[\d.]+)/(?<total>[\d.]+) GiB\)")]
    private static partial Regex FreeMemoryFigures();
}
