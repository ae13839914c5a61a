using SparkControl.Contracts;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Swaps;

/// <summary>What a look at the nodes means for a load.</summary>
internal static class PreflightRules
{
    public static PreflightReport Judge(
        CatalogModel model, EffectiveSettings settings, IReadOnlyList<NodeObservation> looks, LauncherState launcher,
        string? anotherPanel, FitAnswer? fit = null)
    {
        var taking = looks.Take(model.Nodes == ModelNodes.Cluster ? 2 : 1).ToList();
        List<PreflightCheck> checks = [.. looks.Select(look => Node(look, takesPart: taking.Contains(look)))];
        if (anotherPanel is not null) checks.Add(Panel(anotherPanel));

        var asked = looks.Where(look => look.Outcome == ShellOutcome.Completed).ToList();
        checks.AddRange(asked.Select(look => Docker(look, takesPart: taking.Contains(look))));
        if (asked.Any(look => look.Node == "spark1"))
        {
            checks.Add(Launcher(launcher, settings));
            if (DotEnv(model, settings, launcher) is { } dotEnv) checks.Add(dotEnv);
            checks.Add(Command(model, settings, launcher));
            checks.Add(Port(asked.First(look => look.Node == "spark1"), settings));
        }

        checks.AddRange(taking.Where(asked.Contains).SelectMany(
            look => (PreflightCheck[])[Image(look, model, settings), Weights(look, model, settings)]));
        checks.AddRange(taking.Select(Other).OfType<PreflightCheck>());
        if (model.Nodes == ModelNodes.Cluster && SameImage(taking, settings) is { } same) checks.Add(same);
        if (fit is not null) checks.Add(PreflightFit.Check(model, fit));
        return new(checks)
        {
            WeightBytes = taking is [var first, ..] && taking.All(IsWhole) ? first.Weights!.Bytes : null,
            ImageId = taking is [var head, ..] ? head.Image.Id : null
        };
    }

    private static bool IsWhole(NodeObservation look) => look.Weights is { Complete: true, Bytes: > 0 };

    private static PreflightCheck Node(NodeObservation look, bool takesPart)
    {
        var name = NodeNames.Of(look.Node);
        return look.Outcome == ShellOutcome.Completed
            ? new("node", CheckState.Ok, $"{name} answers") { Node = look.Node }
            : new("node", takesPart ? CheckState.Failed : CheckState.Unknown, $"{name} cannot be asked")
            {
                Node = look.Node,
                Detail = look.Reason,
                Remedy = look.Outcome is ShellOutcome.Untrusted or ShellOutcome.Refused
                    ? $"Open Settings, Set-up, and let SparkControl into {name}"
                    : $"See that {name} runs and is on the network",
                // Whether something runs on it cannot be seen; the model does not need it.
                MayBeIgnored = !takesPart
            };
    }

    private static PreflightCheck Panel(string panel) =>
        new("panel", CheckState.Failed, "Another panel drives these Sparks")
        {
            Detail = $"It calls itself {panel}.",
            Remedy = "Take over on the page"
        };

    private static PreflightCheck Docker(NodeObservation look, bool takesPart)
    {
        var name = NodeNames.Of(look.Node);
        if (look.Container.Presence != Presence.Unknown)
        {
            return new("docker", CheckState.Ok, $"Docker on {name} answers") { Node = look.Node };
        }

        var remedy = NodeRemedies.For(look.Node, look.Container.Reason ?? "docker");
        var state = takesPart ? CheckState.Failed : CheckState.Unknown;
        return new("docker", state, $"Docker on {name} does not do what it is asked")
        {
            Node = look.Node,
            Detail = look.Container.Reason,
            Remedy = remedy.Title,
            Command = remedy.Command,
            MayBeIgnored = !takesPart
        };
    }

    private static PreflightCheck Launcher(LauncherState launcher, EffectiveSettings settings) =>
        launcher.Present switch
        {
            true => new("launcher", CheckState.Ok, "The launcher is there")
            {
                Node = "spark1",
                Detail = launcher.Commit
            },
            false => new("launcher", CheckState.Failed, $"There is no launcher in {settings.LauncherDir} on Spark 1")
            {
                Node = "spark1",
                Remedy = "Clone it there, or set its directory in Settings",
                Command = $"git clone https://github.com/eugr/spark-vllm-docker {settings.LauncherDir}"
            },
            null => new("launcher", CheckState.Unknown, "The launcher cannot be read")
            {
                Node = "spark1",
                Remedy = "See that the user may read it"
            }
        };

    private static PreflightCheck? DotEnv(CatalogModel model, EffectiveSettings settings, LauncherState launcher) =>
        DotEnvConflict.Find(model, settings, launcher) is { } conflict
            ? new("dot_env", CheckState.Failed, conflict.Sentence) { Node = "spark1", Remedy = conflict.Remedy }
            : null;

    private static PreflightCheck Command(CatalogModel model, EffectiveSettings settings, LauncherState launcher) =>
        LaunchCommand.For(model, settings, launcher.Capabilities) is { Refusal: { } refusal }
            ? new("command", CheckState.Failed, refusal) { Remedy = "Mend the model in the catalog" }
            : new("command", CheckState.Ok, "The command can be put together");

    private static PreflightCheck Port(NodeObservation head, EffectiveSettings settings)
    {
        var port = settings.VllmPort;
        // What listens while our container runs is the model that will be stopped.
        var isOurs = head.Container.Facts?.Running == true;
        return head.Port.Taken switch
        {
            true when !isOurs => new("port", CheckState.Failed, $"Something else listens on port {port} of Spark 1")
            {
                Node = head.Node,
                Detail = head.Port.Process is { } process ? $"It is {process}." : "Which program it is cannot be seen.",
                Remedy = "Stop it, or choose another port in Settings"
            },
            null => new("port", CheckState.Unknown, $"Whether port {port} of Spark 1 is free cannot be seen")
            {
                Node = head.Node,
                Remedy = "See that nothing listens there",
                Command = "ss -ltnp",
                MayBeIgnored = true
            },
            _ => new("port", CheckState.Ok, $"Port {port} is free for the model") { Node = head.Node }
        };
    }

    private static PreflightCheck Image(NodeObservation look, CatalogModel model, EffectiveSettings settings)
    {
        var name = NodeNames.Of(look.Node);
        return look.Image switch
        {
            { Known: true, Id: not null } =>
                new("image", CheckState.Ok, $"The image is on {name}") { Node = look.Node },
            { Known: true } => new("image", CheckState.Failed, $"The image {settings.VllmImage} is not on {name}")
            {
                Node = look.Node,
                Remedy = model.Nodes == ModelNodes.Cluster ? "Build it, and copy it to the other Spark" : "Build it",
                Command = LauncherTools.Build(settings, model.Nodes)
            },
            _ => new("image", CheckState.Unknown, $"Whether the image is on {name} is not known") { Node = look.Node }
        };
    }

    // There may be memory for both, which only who has started it knows.
    private static PreflightCheck? Other(NodeObservation look) => look.Others is [var first, ..] others
        ? new(
            "other_container", CheckState.Failed,
            $"Another vLLM runs on {NodeNames.Of(look.Node)}: {string.Join(", ", others)}")
        {
            Node = look.Node,
            Detail = "It holds memory of the GPU, and a swap does not stop it.",
            Remedy = $"Stop it on {NodeNames.Of(look.Node)}",
            Command = $"docker stop {first}",
            MayBeIgnored = true
        }
        : null;

    private static PreflightCheck? SameImage(IReadOnlyList<NodeObservation> taking, EffectiveSettings settings) =>
        taking.Select(look => look.Image.Id).OfType<string>().Distinct().Count() > 1
            ? new("image_match", CheckState.Failed, "The Sparks have different images")
            {
                Detail = string.Join(", ", taking.Select(look => $"{NodeNames.Of(look.Node)}: {Short(look.Image.Id)}")),
                Remedy = "Copy the image of Spark 1 to Spark 2",
                Command = LauncherTools.CopyImage(settings)
            }
            : null;

    private static PreflightCheck Weights(NodeObservation look, CatalogModel model, EffectiveSettings settings)
    {
        var name = NodeNames.Of(look.Node);
        return look.Weights switch
        {
            { Complete: true } => new("weights", CheckState.Ok, $"The weights are on {name}") { Node = look.Node },
            { Bytes: > 0 } => Missing($"The weights of {model.Name} are only partly on {name}"),
            { } => Missing($"The weights of {model.Name} are not on {name}"),
            null => new("weights", CheckState.Unknown, $"Whether the weights are on {name} is not known")
            {
                Node = look.Node,
                MayBeIgnored = true
            }
        };

        PreflightCheck Missing(string title) => new("weights", CheckState.Failed, title)
        {
            Node = look.Node,
            Remedy = model.LocalPath is { } path ? $"Copy {path} to {name}" : "Download them first",
            Command = model.LocalPath is { } directory
                ? LauncherTools.CopyDirectory(settings, directory, look.Node)
                : LauncherTools.Download(settings, model),
            // vLLM downloads by itself, if someone wants to wait for that.
            MayBeIgnored = model.Repo is not null
        };
    }

    private static string Short(string? id) =>
        id is null ? "none"
        : id.Replace("sha256:", "", StringComparison.Ordinal) is { Length: > 12 } hex ? hex[..12]
        : id;
}
