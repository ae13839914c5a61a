using System.Text.Json.Serialization;

namespace SparkControl.Contracts;

/// <summary>The settings in force, without secrets: what every service follows.</summary>
public sealed record EffectiveSettings
{
    /// <summary>Names this panel on the nodes; random, made once.</summary>
    public required string PanelId { get; init; }

    /// <summary>The head; null until it is set up.</summary>
    public SparkSettings? Spark1 { get; init; }

    /// <summary>The worker; null for one Spark, which runs solo models only.</summary>
    public SparkSettings? Spark2 { get; init; }

    public int VllmPort { get; init; } = 8888;
    public string VllmContainer { get; init; } = "vllm_node";

    /// <summary>The image that the launcher runs.</summary>
    public string VllmImage { get; init; } = "vllm-node";

    /// <summary>Where the launcher is on the head; <c>~</c> is the user's home there.</summary>
    public string LauncherDir { get; init; } = "~/spark-vllm-docker";

    public SpeechServiceSettings Parakeet { get; init; } = new() { Container = "parakeet-asr", Port = 8000 };
    public SpeechServiceSettings Magpie { get; init; } = new() { Container = "magpie-tts", Port = 9000 };
    public IReadOnlyList<string> DisabledServices { get; init; } = [];

    /// <summary>Host names, beside those that every LAN has, under which the panel may be opened.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins, beside the panel's own, that may change state.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public SwapSettings Swaps { get; init; } = new();

    /// <summary>Names of settings that cannot be changed on the page, and where they are set instead.</summary>
    public IReadOnlyDictionary<string, string> ReadOnly { get; init; } = new Dictionary<string, string>();

    /// <summary>Files that could not be read; what was good in them before stays in force.</summary>
    public IReadOnlyList<FileProblem> Problems { get; init; } = [];

    /// <summary>True for the simulated pair.</summary>
    public bool Demo { get; init; }

    /// <summary>The nodes that are set up, the head first.</summary>
    public IReadOnlyList<SparkSettings> Nodes => [.. new[] { Spark1, Spark2 }.OfType<SparkSettings>()];

    /// <summary>Of vLLM's OpenAI API; null until its host is set up.</summary>
    [JsonIgnore]
    public string? VllmBaseUrl => HttpUrl(Spark1?.Host, VllmPort) is { } server ? $"{server}/v1" : null;

    /// <summary>How clients reach a server; null where the host is not set.</summary>
    public static string? HttpUrl(string? host, int port) =>
        host is null ? null : new UriBuilder("http", host, port).Uri.GetLeftPart(UriPartial.Authority);
}

/// <summary>Where a Spark is and how it is reached.</summary>
public sealed record SparkSettings
{
    /// <summary><c>spark1</c> or <c>spark2</c>.</summary>
    public required string Name { get; init; }

    public required string Host { get; init; }
    public string User { get; init; } = "";
    public int Port { get; init; } = 22;

    /// <summary>The node's address as the other node knows it; null to use <see cref="Host"/>.</summary>
    public string? FabricAddress { get; init; }

    /// <summary>Confirmed host keys; a connection uses these types only.</summary>
    public IReadOnlyList<HostKey> HostKeys { get; init; } = [];

    /// <summary>Commands run on this machine instead of over SSH: a panel that runs on a Spark itself, or the simulated pair.</summary>
    public LocalShellSettings? Local { get; init; }
}

/// <summary>A host key that a user has confirmed.</summary>
/// <param name="Type">As in known_hosts, for example <c>ssh-ed25519</c>.</param>
/// <param name="Fingerprint"><c>SHA256:…</c> without padding, as ssh-keygen -l prints it.</param>
public sealed record HostKey(string Type, string Fingerprint);

/// <summary>The environment of commands that run on this machine.</summary>
public sealed record LocalShellSettings
{
    /// <summary>Variables that replace the process's own, HOME and PATH among them; empty for the process's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}

/// <summary>Where a speech service runs.</summary>
public sealed record SpeechServiceSettings
{
    /// <summary>Null: on Spark 2, or on Spark 1 where there is only one.</summary>
    public string? Host { get; init; }

    public string? User { get; init; }
    public required string Container { get; init; }
    public required int Port { get; init; }
}

/// <summary>Limits of a swap.</summary>
public sealed record SwapSettings
{
    /// <summary>Minutes without a new phase, line or byte until the page says so.</summary>
    public int StallMinutes { get; init; } = 5;

    /// <summary>The least time a load gets, in minutes.</summary>
    public int LimitMinutes { get; init; } = 5;

    /// <summary>Seconds added for each GiB of weights.</summary>
    public int LimitSecondsPerGib { get; init; } = 20;

    /// <summary>How long a stop waits for memory to come back, in seconds.</summary>
    public int MemoryBackSeconds { get; init; } = 90;
}

/// <summary>A file of the user's that could not be read.</summary>
/// <param name="File">Its name in the data directory.</param>
/// <param name="Line">The line at fault, from 1; null when there is none.</param>
/// <param name="Problem">What is wrong with it, as a sentence.</param>
/// <param name="Since">From when the values in force are.</param>
public sealed record FileProblem(string File, int? Line, string Problem, DateTimeOffset Since);
