using SparkControl.Contracts;

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
    public string Host => new Uri(Url).Authority;

    /// <summary>All that the settings name.</summary>
    public static IReadOnlyList<NoticeTarget> All(NotificationSettings settings) =>
    [
        .. settings.Webhooks.Distinct().Select(url => new NoticeTarget(NoticeTargetKind.Webhook, url)),
        .. settings.Ntfy is { } topic ? [new(NoticeTargetKind.Ntfy, topic)] : Array.Empty<NoticeTarget>()
    ];

    /// <summary>Names a notice's way to it, see <see cref="Contracts.Redis.NoticeList.ProgressAsync"/>.</summary>
    public string Field(Notice notice) => $"{notice.Id} {Wire.Word(Kind)} {Url}";
}
