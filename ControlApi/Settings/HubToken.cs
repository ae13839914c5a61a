namespace SparkControl.ControlApi.Settings;

/// <summary>
/// Hugging Face's token, and the server that it was given for: no other one gets it, whoever names it as the Hub.
/// </summary>
/// <param name="Value">The token.</param>
/// <param name="For">The server, as <c>hf_endpoint</c> has it.</param>
internal sealed record HubToken(string Value, string For)
{
    /// <summary>The token in force; null when there is none.</summary>
    /// <param name="kept">What <c>secrets.yaml</c> says.</param>
    /// <param name="brought">What the environment brings.</param>
    /// <param name="settings">The settings in force.</param>
    public static HubToken? Of(
        IReadOnlyDictionary<string, string> kept, IReadOnlyDictionary<string, string> brought,
        SettingsSnapshot settings) =>
        kept.TryGetValue(Secrets.HfToken, out var own)
            ? new(own, kept.GetValueOrDefault(Secrets.HfTokenFor) ?? UsualHub(settings))
            : brought.TryGetValue(Secrets.HfToken, out var other) ? new(other, UsualHub(settings)) : null;

    /// <summary>
    /// The secrets of a change: beside a new token the server that it is for, which goes when the token does.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> SecretsOf(SettingsChange change, SettingsSnapshot before)
    {
        Dictionary<string, string?> all = new(change.Secrets);
        if (all.TryGetValue(Secrets.HfToken, out var token))
            all[Secrets.HfTokenFor] = token is null ? null : Hub(before.After(change));
        return all;
    }

    /// <summary>Whether a server gets it.</summary>
    public bool IsFor(string server) => For == server && !IsOpen(server);

    /// <summary>What is wrong with a token that a change brings; null when nothing is, or it brings none.</summary>
    /// <param name="change">The change.</param>
    /// <param name="after">The settings with it.</param>
    public static string? Problem(SettingsChange change, SettingsSnapshot after)
    {
        var isGiven = change.Secrets.GetValueOrDefault(Secrets.HfToken) is not null;
        return isGiven && Hub(after) is var hub && IsOpen(hub)
            ? $"No token is sent to {hub}, where everybody on the way could read it: that needs https."
            : null;
    }

    /// <summary>Whatever prints it prints no secret.</summary>
    public override string ToString() => $"a token for {For}";

    private static string Hub(SettingsSnapshot settings) => settings.Values(Setting.HfEndpoint)[0];

    // Of a token that names none: the one that the page cannot change.
    private static string UsualHub(SettingsSnapshot settings) =>
        settings.SourceOf(Setting.HfEndpoint) == SettingSource.Startos
            ? Hub(settings)
            : settings.DefaultValues(Setting.HfEndpoint)[0];

    private static bool IsOpen(string server) =>
        new Uri(server) is { Scheme: "http" } uri && !Loopback.IsNamed(uri.DnsSafeHost);
}
