namespace SparkControl.ControlApi.Settings;

/// <summary>
/// Hugging Face's token, and the server that it was given for: no other one gets it, whoever names it as the Hub.
/// </summary>
/// <param name="Value">The token.</param>
/// <param name="For">The server, as <c>hf_endpoint</c> has it.</param>
internal sealed record HubToken(string Value, string For)
{
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

    /// <summary>The server in force.</summary>
    public static string Hub(SettingsSnapshot settings) => settings.Values(Setting.HfEndpoint)[0];

    /// <summary>The server that a token belongs to that names none: the one that the page cannot change.</summary>
    public static string UsualHub(SettingsSnapshot settings) =>
        settings.SourceOf(Setting.HfEndpoint) == SettingSource.Startos
            ? Hub(settings)
            : settings.DefaultValues(Setting.HfEndpoint)[0];

    private static bool IsOpen(string server) =>
        new Uri(server) is { Scheme: "http" } uri && !Loopback.IsNamed(uri.DnsSafeHost);
}
