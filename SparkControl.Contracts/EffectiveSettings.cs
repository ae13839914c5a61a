using System.Text.Json.Serialization;

namespace SparkControl.Contracts;

/// <summary>The settings in force, without secrets: what every service follows.</summary>
public sealed record EffectiveSettings
{
    /// <summary>The Hub where nothing else is set.</summary>
    public const string UsualHub = "https://huggingface.co";

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
    public IReadOnlyList<CustomServiceSettings> CustomServices { get; init; } = [];
    public IReadOnlyList<string> DisabledServices { get; init; } = [];

    /// <summary>By the service's name; one that is not in it has the usual patience.</summary>
    public IReadOnlyDictionary<string, ProbePatience> Patience { get; init; } =
        new Dictionary<string, ProbePatience>();

    /// <summary>Whether an idle model is asked for one token now and then.</summary>
    public bool Canary { get; init; } = true;

    public WatchdogSettings Watchdog { get; init; } = new();
    public NotificationSettings Notifications { get; init; } = new();

    /// <summary>Open WebUI's address, for a link with the loaded model; null for no link.</summary>
    public string? OpenWebUiUrl { get; init; }

    /// <summary>Host names, beside those that every LAN has, under which the panel may be opened.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins, beside the panel's own, that may change state.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Where the Hub of Hugging Face is, or a server in its place; without a slash at its end.</summary>
    public string HfEndpoint { get; init; } = UsualHub;

    public SwapSettings Swaps { get; init; } = new();
    public TranscriptSettings Transcripts { get; init; } = new();

    /// <summary>Names of settings that cannot be changed on the page, and where they are set instead.</summary>
    public IReadOnlyDictionary<string, string> ReadOnly { get; init; } = new Dictionary<string, string>();

    /// <summary>Files that could not be read; what was good in them before stays in force.</summary>
    public IReadOnlyList<FileProblem> Problems { get; init; } = [];

    /// <summary>When files of an earlier program were taken over; null where there were none.</summary>
    public DateTimeOffset? ImportedAt { get; init; }

    /// <summary>True for the simulated pair.</summary>
    public bool Demo { get; init; }

    /// <summary>The nodes that are set up, the head first.</summary>
    public IReadOnlyList<SparkSettings> Nodes => [.. new[] { Spark1, Spark2 }.OfType<SparkSettings>()];

    /// <summary>Of vLLM's OpenAI API; null until its host is set up.</summary>
    [JsonIgnore]
    public string? VllmBaseUrl => HttpUrl(Spark1?.Host, VllmPort) is { } server ? $"{server}/v1" : null;

    /// <summary>All that is watched: the three we know, then the custom ones.</summary>
    [JsonIgnore]
    public IReadOnlyList<ServicePlace> Services =>
    [
        Place("vllm", ServiceKind.Llm, Spark1?.Host, VllmContainer) with { BaseUrl = VllmBaseUrl },
        Speech("parakeet", ServiceKind.Stt, Parakeet),
        Speech("magpie", ServiceKind.Tts, Magpie),
        .. CustomServices.Select(Custom)
    ];

    /// <summary>How clients reach a server; null where the host is not set.</summary>
    public static string? HttpUrl(string? host, int port) =>
        host is null ? null : new UriBuilder("http", host, port).Uri.GetLeftPart(UriPartial.Authority);

    // A speech service is on the second Spark, where the model leaves it room, unless it is set elsewhere.
    private ServicePlace Speech(string name, ServiceKind kind, SpeechServiceSettings service)
    {
        var usual = Spark2 ?? Spark1;
        var place = Place(name, kind, service.Host ?? usual?.Host, service.Container);
        return place with
        {
            BaseUrl = HttpUrl(place.Host, service.Port),
            // Two Sparks behind one address, told apart by their ports, are two machines all the same.
            Node = service.Host is null || service.Host == usual?.Host ? usual?.Name : place.Node
        };
    }

    private ServicePlace Custom(CustomServiceSettings service)
    {
        var url = new Uri(service.Url);
        return Place(service.Name, service.Kind, url.Host, service.Container) with
        {
            BaseUrl = url.GetLeftPart(UriPartial.Authority),
            ProbeUrl = service.Url
        };
    }

    private ServicePlace Place(string name, ServiceKind kind, string? host, string? container) => new()
    {
        Name = name,
        Kind = kind,
        Host = host,
        Container = container,
        Node = Nodes.FirstOrDefault(node => node.Host == host)?.Name,
        Disabled = DisabledServices.Contains(name),
        Patience = Patience.GetValueOrDefault(name) ?? new()
    };
}
