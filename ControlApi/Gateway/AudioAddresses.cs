namespace SparkControl.ControlApi.Gateway;

/// <summary>Where AudioProxy is said to be. A host name may stand for several instances.</summary>
internal static class AudioAddresses
{
    private const string Variable = "AUDIO_PROXY_URLS";

    // What a service is called by whoever starts all of them together: services__audio-proxy__http__0 and so on.
    private const string Discovered = "services:audio-proxy";

    private static readonly Uri Usual = new("http://127.0.0.1:9998");

    /// <summary>
    /// <c>AUDIO_PROXY_URLS</c>, separated by commas; else what service discovery names; else this machine.
    /// </summary>
    /// <exception cref="FormatException">One of them is no address.</exception>
    public static IReadOnlyList<Uri> Read(IConfiguration settings)
    {
        var written = settings[Variable] ?? "";
        var urls = written.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (urls.Length > 0) return [.. urls.Select(url => Parse(url, Variable)).Distinct()];

        var found = settings.GetSection(Discovered).GetChildren().SelectMany(endpoint => endpoint.GetChildren());
        Uri[] discovered =
            [.. found.Where(one => !string.IsNullOrWhiteSpace(one.Value)).Select(one => Parse(one.Value!, one.Path))];
        return discovered.Length > 0 ? [.. discovered.Distinct()] : [Usual];
    }

    private static Uri Parse(string text, string where) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url)
        && url is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? url
            : throw new FormatException($"{where} names \"{text}\"; an address is written as http://host:port.");
}
