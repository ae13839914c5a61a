using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Settings;

/// <summary>
/// One setting by its name in <c>settings.yaml</c>, <c>startos.json</c> and the API; in capitals, in the environment.
/// </summary>
internal sealed record Setting(string Name, SettingKind Kind, SettingCheck Check, params string[] Default)
{
    private const int MostValues = 100;

    /// <summary>Where the Hub is.</summary>
    public const string HfEndpoint = "hf_endpoint";

    /// <summary>More names under which the panel may be opened.</summary>
    public const string AllowedHosts = "allowed_hosts";

    /// <summary>Other pages that may change something.</summary>
    public const string AllowedOrigins = "allowed_origins";

    private static readonly EffectiveSettings Defaults = new() { PanelId = "" };

    public static IReadOnlyList<Setting> All { get; } =
    [
        .. Spark("spark1"),
        .. Spark("spark2"),
        new("vllm_port", SettingKind.Number, SettingChecks.Port, Text(Defaults.VllmPort)),
        new("vllm_container", SettingKind.Text, SettingChecks.Container, Defaults.VllmContainer),
        new("vllm_image", SettingKind.Text, SettingChecks.Image, Defaults.VllmImage),
        new("launcher_dir", SettingKind.Text, SettingChecks.Directory, Defaults.LauncherDir),
        .. Speech("parakeet", Defaults.Parakeet),
        .. Speech("magpie", Defaults.Magpie),
        new("parakeet_memory_cap_gib", SettingKind.Number, SettingChecks.Whole(4, 120)),
        new("custom_services", SettingKind.List, SettingChecks.CustomService) { Separators = ['\n'] },
        new("probe_patience", SettingKind.List, SettingChecks.Patience),
        new("vllm_canary", SettingKind.Flag, SettingChecks.Flag, "true"),
        new(
            "watchdog_min_available_gib", SettingKind.Number, SettingChecks.Whole(1, 64),
            Text(Defaults.Watchdog.MinAvailableGib)),
        new(
            "watchdog_max_pressure_percent", SettingKind.Number, SettingChecks.Whole(5, 100),
            Text(Defaults.Watchdog.MaxPressurePercent)),
        new("watchdog_shed", SettingKind.Text, SettingChecks.ServiceName),
        new("open_webui_url", SettingKind.Text, AddressChecks.Link),
        new(HfEndpoint, SettingKind.Text, AddressChecks.Server, Defaults.HfEndpoint),
        new("disabled_services", SettingKind.List, SettingChecks.ServiceName),
        new(AllowedHosts, SettingKind.List, AddressChecks.Host),
        new(AllowedOrigins, SettingKind.List, AddressChecks.Origin),
        new("swap_stall_minutes", SettingKind.Number, SettingChecks.Whole(1, 120), Text(Defaults.Swaps.StallMinutes)),
        new("swap_limit_minutes", SettingKind.Number, SettingChecks.Whole(1, 360), Text(Defaults.Swaps.LimitMinutes)),
        new(
            "swap_limit_seconds_per_gib", SettingKind.Number, SettingChecks.Whole(1, 600),
            Text(Defaults.Swaps.LimitSecondsPerGib)),
        new(
            "swap_memory_back_seconds", SettingKind.Number, SettingChecks.Whole(10, 900),
            Text(Defaults.Swaps.MemoryBackSeconds)),
        new("roll_back", SettingKind.Flag, SettingChecks.Flag, "true"),
        .. Transcripts(Defaults.Transcripts)
    ];

    private static readonly Dictionary<string, Setting> ByName = All.ToDictionary(setting => setting.Name);

    /// <summary>What parts the values of a list. An address may have commas in it.</summary>
    public char[] Separators { get; init; } = [',', '\n'];

    public string EnvironmentName => Name.ToUpperInvariant();

    public static Setting? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The values as they are kept, or what is wrong with one of them. Blank ones are left out.</summary>
    public CheckedValues Read(IEnumerable<string> raw)
    {
        List<string> kept = [];
        HashSet<string> known = [];
        foreach (var value in raw.SelectMany(Split).Select(value => value.Trim()).Where(value => value.Length > 0))
        {
            var result = Check(value);
            if (result.Problem is { } problem) return new([], problem);
            if (known.Add(result.Value!)) kept.Add(result.Value!);
            if (kept.Count > MostValues) return new([], $"It takes {MostValues} values at most.");
        }

        return Kind is SettingKind.List || kept.Count < 2 ? new(kept, null) : new([], "It takes one value only.");
    }

    private IEnumerable<string> Split(string raw) => Kind is SettingKind.List ? raw.Split(Separators) : [raw];

    private static IEnumerable<Setting> Spark(string node) =>
    [
        new($"{node}_host", SettingKind.Text, AddressChecks.SparkHost),
        new($"{node}_user", SettingKind.Text, SettingChecks.User),
        new($"{node}_port", SettingKind.Number, SettingChecks.Port, "22"),
        new($"{node}_address", SettingKind.Text, AddressChecks.Host),
        new($"{node}_host_key", SettingKind.List, SettingChecks.HostKey),
        new($"{node}_local", SettingKind.Flag, SettingChecks.Flag, "false")
    ];

    private static IEnumerable<Setting> Speech(string service, SpeechServiceSettings defaults) =>
    [
        new($"{service}_host", SettingKind.Text, AddressChecks.CalledHost),
        new($"{service}_user", SettingKind.Text, SettingChecks.User),
        new($"{service}_container", SettingKind.Text, SettingChecks.Container, defaults.Container),
        new($"{service}_port", SettingKind.Number, SettingChecks.Port, Text(defaults.Port))
    ];

    private static IEnumerable<Setting> Transcripts(TranscriptSettings defaults) =>
    [
        new(
            "transcript_window_minutes", SettingKind.Number, SettingChecks.Whole(1, 10), Text(defaults.WindowMinutes)),
        new("transcription_slots", SettingKind.Number, SettingChecks.Whole(1, 4), Text(defaults.TranscriptionSlots)),
        new("diarization_slots", SettingKind.Number, SettingChecks.Whole(1, 4), Text(defaults.DiarizationSlots)),
        new(
            "transcript_start_wait_minutes", SettingKind.Number, SettingChecks.Whole(1, 120),
            Text(defaults.StartWaitMinutes)),
        new("upload_limit_gib", SettingKind.Number, SettingChecks.Whole(1, 20), Text(defaults.UploadLimitGib)),
        new("voice_threshold", SettingKind.Number, SettingChecks.Share(0.1m, 0.95m), Text(defaults.VoiceThreshold)),
        new("voice_margin", SettingKind.Number, SettingChecks.Share(0, 0.5m), Text(defaults.VoiceMargin)),
        new("transcription_model", SettingKind.Text, SettingChecks.Model, defaults.TranscriptionModel),
        new("diarization_model", SettingKind.Text, SettingChecks.Model, defaults.DiarizationModel)
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
