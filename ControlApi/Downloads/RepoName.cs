using SparkControl.ControlApi.Catalog;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>Which repository somebody means who has pasted its name or its address.</summary>
internal static class RepoName
{
    private const int Longest = 512;

    /// <summary>As <c>org/name</c>; null when no repository is meant.</summary>
    /// <param name="pasted">
    /// <c>org/name</c>, or an address of its page on the Hub or on the server that stands in for it.
    /// </param>
    /// <param name="endpoint">That server's address.</param>
    public static string? Of(string pasted, Uri endpoint)
    {
        var text = pasted.Trim();
        if (text.Length > Longest) return null;

        var name = PathOf(text, endpoint) is { } path ? FirstTwo(path) : text.TrimEnd('/');
        return name is not null && HubCache.IsRepo(name) ? name : null;
    }

    private static string? PathOf(string text, Uri endpoint)
    {
        if (HostOf(text) is not { } url) return null;

        return url.Authority == endpoint.Authority || url.Host is "huggingface.co" or "www.huggingface.co" or "hf.co"
            ? url.AbsolutePath
            : null;
    }

    // People paste it with and without the scheme.
    private static Uri? HostOf(string text)
    {
        var isUrl = text.StartsWith("https://", StringComparison.Ordinal)
            || text.StartsWith("http://", StringComparison.Ordinal);
        var isBare = text.StartsWith("huggingface.co/", StringComparison.Ordinal)
            || text.StartsWith("hf.co/", StringComparison.Ordinal);
        return Uri.TryCreate(isBare ? $"https://{text}" : text, UriKind.Absolute, out var url) && (isUrl || isBare)
            ? url
            : null;
    }

    // What is behind them is a page of the repository: /tree/main, /blob/main/config.json, /discussions.
    private static string? FirstTwo(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var org, var name, ..] && !HubAddress.IsOther(org)
            ? $"{org}/{name}"
            : null;
}
