namespace SparkControl.ControlApi.Catalog;

/// <summary>What people paste of a model on Hugging Face: its name, or the address of one of its pages.</summary>
internal static class HubAddress
{
    private static readonly string[] Schemes = ["https://", "http://"];
    private static readonly string[] Hosts = ["huggingface.co", "www.huggingface.co", "hf.co"];

    // Pages of the Hub whose addresses look like those of models.
    private static readonly string[] Others =
        ["api", "blog", "collections", "datasets", "docs", "models", "papers", "settings", "spaces"];

    /// <summary>
    /// The repository as owner/name. What is no address of a model is given back, to be judged as it is.
    /// </summary>
    public static string RepoOf(string text)
    {
        var address = text.Trim();
        var scheme = Schemes.FirstOrDefault(one => address.StartsWith(one, StringComparison.OrdinalIgnoreCase)) ?? "";
        var parts = address[scheme.Length..].Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not [var host, ..] || !Hosts.Contains(host, StringComparer.OrdinalIgnoreCase)) return address;

        // Without its scheme, the address of an owner would look like a repository.
        return parts is [_, var owner, var name, ..] && !IsOther(owner)
            ? $"{owner}/{name}"
            : $"{Schemes[0]}{address[scheme.Length..]}";
    }

    /// <summary>Whether an address is no model's, by the first part of its path.</summary>
    public static bool IsOther(string owner) => Others.Contains(owner);
}
