using System.Diagnostics;
using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Settings;

/// <summary>The layers laid over each other.</summary>
/// <param name="Layers">By where they come from; a later one wins, value by value.</param>
internal sealed record SettingsSnapshot(IReadOnlyDictionary<SettingSource, SettingsLayer> Layers)
{
    private const string StartosPage = "StartOS: SparkControl, Actions, Configure Sparks";
    private static readonly IReadOnlyList<string> Unset = [];

    private static readonly SettingSource[] LatestFirst =
        [SettingSource.Startos, SettingSource.Settings, SettingSource.Environment, SettingSource.Default];

    /// <summary>Where a setting's value comes from.</summary>
    public SettingSource SourceOf(string name) =>
        LatestFirst.FirstOrDefault(source => Layer(source).Values.ContainsKey(name), SettingSource.Default);

    /// <summary>The values in force; none when the setting is unset.</summary>
    public IReadOnlyList<string> Values(string name) => Values(name, SourceOf(name));

    /// <summary>What a blank in <c>settings.yaml</c> means.</summary>
    public IReadOnlyList<string> DefaultValues(string name) => Values(
        name,
        Layer(SettingSource.Environment).Values.ContainsKey(name) ? SettingSource.Environment : SettingSource.Default);

    /// <summary>The same with a change of <c>settings.yaml</c> in it.</summary>
    public SettingsSnapshot After(SettingsChange change)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(Layer(SettingSource.Settings).Values);
        foreach (var (name, written) in change.Settings)
        {
            if (written.Count > 0) values[name] = written;
            else values.Remove(name);
        }

        return new(new Dictionary<SettingSource, SettingsLayer>(Layers) { [SettingSource.Settings] = new(values) });
    }

    /// <summary>Settings that only the StartOS package may change.</summary>
    public IReadOnlyDictionary<string, string> ReadOnly =>
        Layer(SettingSource.Startos).Named.ToDictionary(name => name, _ => StartosPage);

    /// <summary>The settings that every service follows.</summary>
    /// <param name="panelId">This panel's id.</param>
    /// <param name="problems">Of the files they were read from.</param>
    /// <param name="demo">The simulated pair; null for real ones.</param>
    public EffectiveSettings ToEffective(string panelId, IReadOnlyList<FileProblem> problems, DemoPair? demo) => new()
    {
        PanelId = panelId,
        Spark1 = Spark("spark1", demo),
        Spark2 = Spark("spark2", demo),
        VllmPort = Number("vllm_port"),
        VllmContainer = Text("vllm_container")!,
        VllmImage = Text("vllm_image")!,
        LauncherDir = Text("launcher_dir")!,
        Parakeet = Speech("parakeet"),
        Magpie = Speech("magpie"),
        CustomServices = [.. Values("custom_services").Select(ToService).DistinctBy(service => service.Name)],
        Patience = Values("probe_patience").Select(value => value.Split(' ')).DistinctBy(words => words[0])
            .ToDictionary(words => words[0], words => new ProbePatience(Whole(words[1]), Whole(words[2]))),
        Canary = Text("vllm_canary") == "true",
        Watchdog = new()
        {
            MinAvailableGib = Number("watchdog_min_available_gib"),
            MaxPressurePercent = Number("watchdog_max_pressure_percent"),
            Shed = Text("watchdog_shed")
        },
        OpenWebUiUrl = Text("open_webui_url"),
        HfEndpoint = Text("hf_endpoint")!,
        DisabledServices = Values("disabled_services"),
        AllowedHosts = Values(Setting.AllowedHosts),
        AllowedOrigins = Values(Setting.AllowedOrigins),
        Swaps = new()
        {
            StallMinutes = Number("swap_stall_minutes"),
            LimitMinutes = Number("swap_limit_minutes"),
            LimitSecondsPerGib = Number("swap_limit_seconds_per_gib"),
            MemoryBackSeconds = Number("swap_memory_back_seconds"),
            RollBack = Text("roll_back") == "true"
        },
        Transcripts = Transcripts(),
        ReadOnly = ReadOnly,
        Problems = problems,
        Demo = demo is not null
    };

    private SparkSettings? Spark(string name, DemoPair? demo) => Text($"{name}_host") is not { } host ? null : new()
    {
        Name = name,
        Host = host,
        User = Text($"{name}_user") ?? "",
        Port = Number($"{name}_port"),
        FabricAddress = Text($"{name}_address"),
        HostKeys = [.. Values($"{name}_host_key").Select(ToPin)],
        Local = demo?.Shells.GetValueOrDefault(name) ?? (Text($"{name}_local") == "true" ? new() : null)
    };

    private TranscriptSettings Transcripts() => new()
    {
        WindowMinutes = Number("transcript_window_minutes"),
        TranscriptionSlots = Number("transcription_slots"),
        DiarizationSlots = Number("diarization_slots"),
        StartWaitMinutes = Number("transcript_start_wait_minutes"),
        UploadLimitGib = Number("upload_limit_gib"),
        VoiceThreshold = Share("voice_threshold"),
        VoiceMargin = Share("voice_margin"),
        TranscriptionModel = Text("transcription_model")!,
        DiarizationModel = Text("diarization_model")!
    };

    private static CustomServiceSettings ToService(string text) => text.Split(' ') switch
    {
        [var name, var kind, var url, var container] => new(name, Kind(kind), url, container),
        [var name, var kind, var url] => new(name, Kind(kind), url),
        _ => throw new UnreachableException()
    };

    private static ServiceKind Kind(string word) => Enum.Parse<ServiceKind>(word, ignoreCase: true);

    private static HostKey ToPin(string text)
    {
        var parts = text.Split(' ');
        return new(parts[0], parts[1]);
    }

    private SpeechServiceSettings Speech(string name) => new()
    {
        Host = Text($"{name}_host"),
        User = Text($"{name}_user"),
        Container = Text($"{name}_container")!,
        Port = Number($"{name}_port"),
        MemoryCapGib = Setting.Find($"{name}_memory_cap_gib") is { } cap && Text(cap.Name) is { } gib
            ? Whole(gib)
            : null
    };

    private IReadOnlyList<string> Values(string name, SettingSource source) => source is SettingSource.Default
        ? Layer(source).Values.GetValueOrDefault(name) ?? Setting.Find(name)?.Default ?? Unset
        : Layer(source).Values[name];

    private string? Text(string name) => Values(name) is [var value, ..] ? value : null;

    private int Number(string name) => Whole(Text(name)!);

    private double Share(string name) => double.Parse(Text(name)!, CultureInfo.InvariantCulture);

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private SettingsLayer Layer(SettingSource source) => Layers.GetValueOrDefault(source, SettingsLayer.Empty);
}
