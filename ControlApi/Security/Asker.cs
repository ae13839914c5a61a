using SparkControl.ControlApi.Settings;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Security;

/// <summary>
/// Who asks for a change of settings. It may not lock itself out: what it would mend that with is the page that it
/// could not open any more.
/// </summary>
/// <param name="Host">The name under which it has opened the panel, with the port if it has one.</param>
/// <param name="Origin">The page that it comes from; null when it is no browser.</param>
internal sealed record Asker(HostString Host, string? Origin)
{
    public static Asker Of(HttpRequest request) =>
        new(request.Host, request.Headers.Origin is { Count: > 0 } origin ? origin.ToString() : null);

    /// <summary>Why a change would refuse the very request that makes it.</summary>
    /// <param name="after">The settings as they would be.</param>
    public IEnumerable<SettingFlaw> Flaws(SettingsSnapshot after)
    {
        if (!HostRule.Allows(Host.Host, after.Values(Setting.AllowedHosts)))
        {
            yield return new(
                Setting.AllowedHosts,
                $"The panel is open as {Host.Host} now, and would not answer to that name any more: leave it in.");
        }

        if (!OriginRule.Allows(Origin, Host, after.Values(Setting.AllowedOrigins)))
        {
            yield return new(
                Setting.AllowedOrigins,
                $"This change comes from a page of {Origin}, which could change nothing any more: leave it in.");
        }
    }
}
