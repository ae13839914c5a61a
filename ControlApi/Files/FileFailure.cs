namespace SparkControl.ControlApi.Files;

/// <summary>The HTTP status of a change that could not be written.</summary>
internal static class FileFailure
{
    // The codes of Linux and macOS for a full disk and a used-up quota, as .NET hands them on.
    private const int NoSpace = 28, LinuxQuota = 122, MacQuota = 69;

    /// <summary>
    /// 409 where the owner's text is in the way, 507 where there is no room, 503 for everything else of the disk.
    /// </summary>
    public static int StatusOf(Exception refused) => refused switch
    {
        BadFileException => StatusCodes.Status409Conflict,
        IOException { HResult: NoSpace or LinuxQuota or MacQuota } => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status503ServiceUnavailable
    };
}
