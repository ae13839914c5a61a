using SparkControl.Contracts;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Why a download fails, each as a sentence with what to do.</summary>
internal static class DownloadFailures
{
    private const string InstallUv = "curl -LsSf https://astral.sh/uv/install.sh | sh";

    /// <summary>What can always be done once the reason is gone.</summary>
    public static readonly Remedy Again = new(
        "Download it again", "Files that are whole are kept; one that was on its way may begin anew.");

    private static readonly Remedy Token = new(
        "Give a token of Hugging Face in Settings",
        "Make one that may read at https://huggingface.co/settings/tokens.");

    public static JobFailure Empty(string repo) => new("empty_repo", $"There are no files in {repo}");

    public static JobFailure DiskShort(IReadOnlyList<LackingDisk> disks) => new(
        "disk_short",
        $"There is too little room on {string.Join(" and ", disks.Select(disk => NodeNames.Of(disk.Node)))}",
        string.Join(' ', disks.Select(disk =>
            $"{NodeNames.Of(disk.Node)}: {ByteText.Of(disk.MissingBytes)} have to come and "
            + $"{ByteText.Of(DownloadPlan.Spare)} must stay free, but {ByteText.Of(disk.FreeBytes)} are free.")))
    {
        Node = disks.Count == 1 ? disks[0].Node : null,
        Remedies =
        [
            new("Delete weights that you do not need", "The disks' list says what is there and how much that frees.")
        ]
    };

    public static JobFailure DiskFull(string node) => new(
        "disk_full", $"The disk of {NodeNames.Of(node)} ran full on the way",
        "Something else has taken the room that was free at the beginning. What is whole is kept.")
    {
        Node = node,
        Remedies = [new("Delete weights that you do not need"), Again]
    };

    public static JobFailure NoUvx(string node) => new(
        "no_uvx", $"{NodeNames.Of(node)} has no uvx, which runs the Hub's own tool",
        "It is looked for in ~/.local/bin and on the usual path.")
    {
        Node = node,
        Remedies = [new($"Install uv on {NodeNames.Of(node)}", "It needs no root.", InstallUv), Again]
    };

    public static JobFailure Gated(string repo, bool hasToken) => new(
        "gated_repo", $"{repo} is given to those alone who have agreed to its terms",
        hasToken
            ? "The account of your token is not on its list: agree to its terms, and wait where somebody must approve."
            : "Agree to its terms with your account of Hugging Face, and give a token of that account.")
    {
        Url = PageOf(repo),
        Remedies =
        [
            new("Agree to its terms", $"Open {PageOf(repo)} with your account."),
            .. hasToken ? Array.Empty<Remedy>() : [Token],
            Again
        ]
    };

    public static JobFailure BadToken() => new(
        "bad_token", "Hugging Face does not know the token", "It was revoked, or was not copied whole.")
    {
        Remedies = [Token, Again]
    };

    public static JobFailure UnknownRepo(string repo, bool hasToken) => new(
        "unknown_repo", $"The Hub knows no repository {repo}",
        hasToken
            ? "Its name is wrong, or it is a private one that the account of your token may not see."
            : "Its name is wrong, or it is a private one, which needs a token.")
    {
        Remedies = [new("Look at its name", $"Open {PageOf(repo)}."), .. hasToken ? Array.Empty<Remedy>() : [Token]]
    };

    public static JobFailure RateLimited(string detail) => new("rate_limited", "The Hub was asked too often", detail)
    {
        Remedies = [new("Wait some minutes, then download it again"), Token]
    };

    public static JobFailure PanelOffline(string detail) => new(
        "hub_unreachable", "The panel cannot reach the Hub", detail)
    {
        Remedies = [new("Look at the network of the machine that the panel runs on"), Again]
    };

    public static JobFailure NodeOffline(string node, string said) => new(
        "no_network", $"{NodeNames.Of(node)} cannot reach the Hub", $"Its tool says: {said}")
    {
        Node = node,
        Remedies = [new($"Look at the network of {NodeNames.Of(node)}"), Again]
    };

    public static JobFailure Stalled(string node, TimeSpan patience) => new(
        "stalled", $"No more came to {NodeNames.Of(node)}, three times in a row",
        FormattableString.Invariant(
            $"It was begun again when nothing had come for {patience.TotalSeconds:0} s. What is whole is kept."))
    {
        Node = node,
        Remedies = [new($"Look at the network of {NodeNames.Of(node)}"), Again]
    };

    public static JobFailure CommitGone(string repo) => new(
        "commit_gone", $"The commit of {repo} that was being downloaded is gone from the Hub, three times in a row",
        "Somebody keeps rewriting the repository's history.")
    {
        Remedies = [Again]
    };

    public static JobFailure HubBusy(string said) => new("hub_busy", "The Hub has trouble", said)
    {
        Remedies = [new("Look at https://status.huggingface.co"), Again]
    };

    public static JobFailure TooManyFiles(string said) => new(
        "too_many_files", "This repository has more files than a download here can have", said)
    {
        Remedies = [new("Download it on the Spark itself", Command: "uvx hf download OWNER/NAME")]
    };

    public static JobFailure SameRuns(string repo) => new(
        "download_runs", $"{repo} is being worked on already",
        "The name that was given leads to it on the Hub. It is downloaded, compared or deleted just now.")
    {
        Remedies = [new("Wait for that, or cancel it first"), Again]
    };

    public static JobFailure Incomplete(string node, IReadOnlyList<string> paths) => new(
        "incomplete", $"{NodeNames.Of(node)} has not every file whole",
        $"Missing, unfinished or of another size: {Names(paths)}.")
    {
        Node = node,
        Remedies = [Again]
    };

    public static JobFailure Failed(string node, int code, string said) => new(
        "download_failed", $"The Hub's tool ended with code {code} on {NodeNames.Of(node)}",
        said.Length > 0 ? $"It says: {said}" : "It says nothing.")
    {
        Node = node,
        Remedies = [Again]
    };

    public static JobFailure Lost(string node) => new(
        "interrupted", $"The download on {NodeNames.Of(node)} was ended by something else, three times in a row",
        "A restart of the machine does that, and so does somebody who ends its processes. What is whole is kept.")
    {
        Node = node,
        Remedies = [Again]
    };

    /// <summary>What follows when the Hub did not say what the panel had asked.</summary>
    public static ToolEnd EndOf(HubException refusal, string repo, bool hasToken) => new(
        Of(refusal, repo, hasToken),
        refusal.Fault is HubFault.RateLimited or HubFault.Unreachable or HubFault.Busy
            ? ToolFault.Passing
            : ToolFault.Lasting,
        refusal.RetryAfter);

    /// <summary>Why the Hub did not say what the panel had asked.</summary>
    public static JobFailure Of(HubException refusal, string repo, bool hasToken) => refusal.Fault switch
    {
        HubFault.Unknown => UnknownRepo(repo, hasToken),
        HubFault.Gated => Gated(repo, hasToken),
        HubFault.BadToken => BadToken(),
        HubFault.RateLimited => RateLimited(refusal.Message),
        HubFault.Unreachable => PanelOffline(refusal.Message),
        HubFault.Busy => HubBusy(refusal.Message),
        HubFault.TooMany => TooManyFiles(refusal.Message),
        _ => Strange(refusal.Message)
    };

    private static JobFailure Strange(string said) =>
        new("hub_strange", "The Hub says what the panel does not understand", said)
        {
            Remedies = [Again]
        };

    /// <summary>Where the licence of a repository is agreed to: a server in the Hub's place has no such page.</summary>
    public static string PageOf(string repo) => $"{EffectiveSettings.UsualHub}/{repo}";

    private static string Names(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(5)) + (paths.Count > 5 ? $" and {paths.Count - 5} more" : "");
}
