namespace SparkControl.Simulator.Hub;

/// <summary>Why the Hub does not give what it is asked for.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Code">The header X-Error-Code, by which huggingface_hub chooses its error; null sends none.</param>
/// <param name="Message">X-Error-Message, and the <c>error</c> of the body.</param>
internal sealed record HubRefusal(int Status, string? Code, string Message)
{
    /// <summary>Seconds of Retry-After; null sends none.</summary>
    public int? RetryAfter { get; init; }

    public bool IsGated => Code == "GatedRepo";

    public bool IsUnknown => Code == "RepoNotFound";

    public static HubRefusal BadToken { get; } = new(401, null, "Invalid credentials in Authorization header");

    public static HubRefusal NoEntry { get; } = new(404, "EntryNotFound", "Entry not found");

    public static HubRefusal NoRevision(string revision) => new(404, "RevisionNotFound", $"Invalid rev id: {revision}");

    /// <summary>Nobody learns from it whether there is such a repository.</summary>
    public static HubRefusal Unknown(bool isKnownUser) => isKnownUser
        ? new(404, "RepoNotFound", "Repository not found")
        : new(401, "RepoNotFound", "Invalid username or password.");

    public static HubRefusal Gated(string repo, bool isKnownUser) => isKnownUser
        ? new(403, "GatedRepo", $"Access to model {repo} is restricted and you are not in the authorized list. " +
            $"Visit https://huggingface.co/{repo} to ask for access.")
        : new(401, "GatedRepo", $"Access to model {repo} is restricted. You must have access to it and be " +
            "authenticated to access it. Please log in.");

    public static HubRefusal TooMany(int retryAfter) =>
        new(429, null, "We had to rate limit your IP. To continue using our service, create a HF account or login.")
        {
            RetryAfter = retryAfter
        };
}
