using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>
/// What became of the wish to launch a model: a command, or the sentence that says why there is none.
/// </summary>
public sealed record LaunchPlan(LaunchCommand? Command, string? Refusal);

/// <summary>A call of <c>launch-cluster.sh</c>, word by word.</summary>
public sealed partial record LaunchCommand
{
    private const string ExtraDockerArguments = "VLLM_SPARK_EXTRA_DOCKER_ARGS", TokenName = "HF_TOKEN",
        HubName = "HF_ENDPOINT";

    /// <summary>The words after <c>./launch-cluster.sh</c>.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Variables that the launcher reads; no secrets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the launcher is on the head.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// It returns once vLLM was started; without it, it stays until vLLM ends, and its output is the only log.
    /// </summary>
    public required bool Detaches { get; init; }

    /// <summary>What a person should know about this launch, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The command of the remote job that runs it.</summary>
    public string JobScript =>
        $"cd {ShellQuote.Path(Directory)} || exit 1\n"
        + string.Concat(Environment.Select(pair => $"export {pair.Key}={ShellQuote.Word(pair.Value)}\n"))
        + $"exec ./launch-cluster.sh {string.Join(' ', Arguments.Select(ShellQuote.Word))} </dev/null\n";

    /// <summary>As a person would type it in the launcher's directory.</summary>
    public override string ToString() =>
        string.Concat(Environment.Select(pair => $"{pair.Key}={ShellQuote.Typed(pair.Value)} "))
        + ShellQuote.Typed(["./launch-cluster.sh", .. Arguments]);

    /// <summary>What the launcher's job is given beside the command, and never written down.</summary>
    public static IReadOnlyDictionary<string, string> TokenEnvironment(string token) =>
        new Dictionary<string, string> { [TokenName] = token };

    /// <summary>The command for a model on this cluster with this launcher; nothing is asked or done.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">Where the Sparks and the launcher are.</param>
    /// <param name="launcher">What the launcher can do.</param>
    /// <param name="hasToken">
    /// There is a token of Hugging Face: its name alone is handed on, and docker takes the value from the launcher's
    /// environment, where no process list shows it. That reaches the head; on the worker the launcher runs docker over
    /// SSH, without that environment, and docker leaves the name out. A token that the model names itself counts, and
    /// one that names a Hub of its own gets none: the token is not for that server.
    /// </param>
    public static LaunchPlan For(
        CatalogModel model, EffectiveSettings settings, LauncherCapabilities launcher, bool hasToken = false)
    {
        if (LaunchChecks.Refusal(model, settings, launcher) is { } refusal) return new(null, refusal);

        // Its output would be lost where it goes neither to us nor to the container's log.
        var detaches = launcher.DetachedExec && launcher.LogsToContainer;
        var vllm = VllmArguments.For(model, settings.VllmPort);
        return new(new()
        {
            Directory = settings.LauncherDir,
            Detaches = detaches,
            Environment = LauncherEnvironment(model, launcher, hasToken),
            Notes = LaunchChecks.Notes(model, settings, launcher),
            // Words after exec that a shell will read again travel as one word, quoted for that shell.
            Arguments = [
                .. Options(model, settings, launcher),
                .. detaches ? ["-d"] : Array.Empty<string>(),
                "exec",
                .. launcher.QuotesExec ? vllm : [ShellQuote.Typed(vllm)]
            ]
        }, null);
    }

    /// <summary>They stand before the action: what follows <c>exec</c> is the command.</summary>
    private static IEnumerable<string> Options(
        CatalogModel model, EffectiveSettings settings, LauncherCapabilities launcher)
    {
        if (model.Nodes == ModelNodes.Solo && launcher.Solo) yield return "--solo";

        if (model.Nodes == ModelNodes.Cluster && launcher.Nodes
            && settings is { Spark1.FabricAddress: { } head, Spark2.FabricAddress: { } worker })
        {
            yield return "-n";
            yield return $"{head},{worker}";
        }

        if (settings.VllmImage != LauncherTools.DefaultImage)
        {
            yield return "-t";
            yield return settings.VllmImage;
        }

        // Always: CONTAINER_NAME in the launcher's .env would stand in for the default.
        yield return "--name";
        yield return settings.VllmContainer;

        foreach (var (name, value) in launcher.Env ? model.Env : new Dictionary<string, string>())
        {
            yield return "-e";
            yield return $"{name}={value}";
        }

        foreach (var mod in model.Mods)
        {
            yield return "--apply-mod";
            yield return mod.StartsWith("mods/", StringComparison.Ordinal) ? mod : $"mods/{mod}";
        }
    }

    /// <summary>Docker arguments the launcher has no option for. It splits them at white space.</summary>
    private static Dictionary<string, string> LauncherEnvironment(
        CatalogModel model, LauncherCapabilities launcher, bool hasToken)
    {
        string[] docker = [
            .. launcher.Env ? [] : model.Env.Select(pair => $"-e {pair.Key}={pair.Value}"),
            .. model.LocalPath is { } path ? [$"-v {path}:{path}"] : Array.Empty<string>(),
            .. hasToken && !model.Env.ContainsKey(TokenName) && !model.Env.ContainsKey(HubName)
                ? [$"-e {TokenName}"] : Array.Empty<string>()
        ];
        return docker.Length == 0 ? [] : new() { [ExtraDockerArguments] = string.Join(' ', docker) };
    }
}
