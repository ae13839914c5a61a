using System.Globalization;
using SparkControl.Simulator.Hub;

namespace SparkControl.Simulator.Tools;

/// <summary>What <c>hf download</c> says on stderr when it ends in vain. Pure.</summary>
internal static class DownloadWords
{
    private const string Request = "(Request ID: Root=1-6923)";

    private const string Trace =
        "Traceback (most recent call last):\n" +
        "  File \"/home/user/.cache/uv/archive-v0/hf/bin/hf\", line 12, in <module>\n    sys.exit(main())\n";

    public const string NoSpace = Trace + "OSError: [Errno 28] No space left on device\n";

    public const string NoNetwork = Trace +
        "httpx.ConnectError: [Errno -3] Temporary failure in name resolution\n\n" +
        "The above exception was the direct cause of the following exception:\n\n" +
        "huggingface_hub.errors.LocalEntryNotFoundError: An error happened while trying to locate the files on the " +
        "Hub and we cannot find the appropriate snapshot folder for the specified revision on the local disk. Please " +
        "check your internet connection and try again.\n";

    public const string ConnectionLost = Trace +
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='cas-bridge.xethub.hf.co', port=443): " +
        "Read timed out.\n";

    public static string Unreachable(string endpoint) => Trace +
        $"requests.exceptions.ConnectionError: (MaxRetryError(\"{endpoint}: Max retries exceeded with url: " +
        "/api/models (Caused by NewConnectionError('[Errno 111] Connection refused'))\"))\n";

    public static string NotAnId(string repo) =>
        "huggingface_hub.errors.HFValidationError: Repo id must be in the form 'repo_name' or " +
        $"'namespace/repo_name': '{repo}'. Use `repo_type` argument if needed.\n";

    public static string NoCommand(string command) =>
        $"Usage: hf [OPTIONS] COMMAND [ARGS]...\nTry 'hf --help' for help.\n\nError: No such command '{command}'.\n";

    public static string Refused(HubRefusal refusal, DownloadOrder order)
    {
        var page = $"{order.Endpoint}/api/models/{order.Repo}/revision/{order.Revision}";
        return Trace + refusal switch
        {
            { IsGated: true } =>
                $"huggingface_hub.errors.GatedRepoError: {Status(refusal)}\n\n" +
                $"Cannot access gated repo for url {order.Endpoint}/{order.Repo}/resolve/{order.Revision}/" +
                "config.json.\n",
            { IsUnknown: true } =>
                $"huggingface_hub.errors.RepositoryNotFoundError: {Status(refusal)}\n\n" +
                $"Repository Not Found for url: {page}.\nPlease make sure you specified the correct `repo_id` " +
                "and `repo_type`.\nIf you are trying to access a private or gated repo, make sure you are " +
                "authenticated.\n",
            { Code: "RevisionNotFound" } =>
                $"huggingface_hub.errors.RevisionNotFoundError: {Status(refusal)}\n\n" +
                $"Revision Not Found for url: {page}.\n",
            { Status: 429 } => Http("429 Client Error: Too Many Requests", page),
            _ => Http("401 Client Error: Unauthorized", page)
        } + refusal.Message + "\n";
    }

    /// <summary>A warning only: what does not fit is fetched until the disk is full.</summary>
    public static string LittleSpace(string blobs, long needed, long free) => string.Create(
        CultureInfo.InvariantCulture,
        $"UserWarning: Not enough free disk space to download the file. The expected file size is: " +
        $"{needed / 1e6:F2} MB. The target location {blobs} only has " +
        $"{free / 1e6:F2} MB free disk space.\n  warnings.warn(\n");

    private static string Http(string status, string page) =>
        $"huggingface_hub.errors.HfHubHTTPError: {status} for url: {page} {Request}\n\n";

    private static string Status(HubRefusal refusal) => $"{refusal.Status} Client Error. {Request}";
}
