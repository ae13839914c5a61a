using System.Security.Cryptography;
using System.Text;
using SparkControl.Contracts;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Notifications;

/// <summary>How somebody is told.</summary>
public enum NoticeTargetKind
{
    /// <summary>A POST of JSON.</summary>
    Webhook,

    /// <summary>A topic of ntfy.</summary>
    Ntfy
}

/// <summary>An address that is told.</summary>
/// <param name="Kind">How.</param>
/// <param name="Url">Where.</param>
internal sealed record NoticeTarget(NoticeTargetKind Kind, string Url)
{
    /// <summary>Where, for a log: the rest of an address may be as good as a password.</summary>
    public string Host => Secrets.Host(Url);

    /// <summary>All that the settings name.</summary>
    public static IReadOnlyList<NoticeTarget> All(SettingsStore settings) =>
    [
        .. Secrets.Words(settings.Secret(Secrets.Webhooks))
            .Select(url => new NoticeTarget(NoticeTargetKind.Webhook, url)),
        .. Secrets.Words(settings.Secret(Secrets.Ntfy)).Select(url => new NoticeTarget(NoticeTargetKind.Ntfy, url))
    ];

    /// <summary>
    /// Names a notice's way to it, see <see cref="Contracts.Redis.NoticeList.ProgressAsync"/>, where others read.
    /// </summary>
    public string Field(Notice notice) => $"{notice.Id} {Wire.Word(Kind)} {Mark}";

    // Tells it from others without naming it.
    private string Mark => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Url))[..8]);
}
