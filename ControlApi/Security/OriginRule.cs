namespace SparkControl.ControlApi.Security;

/// <summary>Which pages may change something: the panel's own, and those the owner names.</summary>
internal static class OriginRule
{
    /// <summary>Whether a request that changes state may pass.</summary>
    /// <param name="origin">The Origin header; null when there is none: then it is no browser.</param>
    /// <param name="host">The Host header, with its port if it has one.</param>
    /// <param name="configured">Other pages, as scheme, host and port.</param>
    public static bool Allows(string? origin, HostString host, IReadOnlyList<string> configured)
    {
        if (origin is null) return true;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
        {
            return false;
        }

        // A browser leaves the scheme's own port away in both headers.
        var own = new HostString(page.Host, page.Port);
        var asked = new HostString(host.Host, host.Port ?? DefaultPort(page.Scheme));
        return own.Equals(asked)
            || configured.Contains(page.GetLeftPart(UriPartial.Authority), StringComparer.OrdinalIgnoreCase);
    }

    private static int DefaultPort(string scheme) => scheme == "https" ? 443 : 80;
}
