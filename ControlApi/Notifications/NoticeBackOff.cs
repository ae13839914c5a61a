namespace SparkControl.ControlApi.Notifications;

/// <summary>How often, and how soon, somebody is told again who could not be told.</summary>
internal static class NoticeBackOff
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1)
    ];

    /// <summary>How long to wait after so many failures; null to give up.</summary>
    public static TimeSpan? After(int failures) => failures <= Pauses.Length ? Pauses[failures - 1] : null;
}
