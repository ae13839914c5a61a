using System.Net;
using System.Text.Json;
using System.Web;
using Refit;
using SparkControl.ControlApi.Settings;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Downloads;

/// <summary>The Hub of Hugging Face, or the server that the settings name in its place, asked from the panel.</summary>
internal sealed class Hub(SettingsStore settings) : IDisposable
{
    /// <summary>How long one answer may take, and how many files are looked at.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private const int MostFiles = 10_000;
    private const long MostBytes = 100_000_000_000_000;

    private static readonly RefitSettings Reading = new()
    {
        ContentSerializer = new SystemTextJsonContentSerializer(new(JsonSerializerDefaults.Web))
    };

    private readonly HttpMessageHandler handler = new HubAnswers
    {
        InnerHandler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2)
        }
    };

    private Server? known;

    /// <summary>Where the Hub is.</summary>
    public Uri Address => new(settings.Current.HfEndpoint);

    /// <summary>Whether it is asked with a token.</summary>
    public bool HasToken => settings.HasToken;

    /// <summary>A repository with its files.</summary>
    /// <param name="repo">As <c>org/name</c>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="at">A commit that it had; null for the newest one.</param>
    /// <exception cref="HubException">It does not say.</exception>
    public async Task<HubModel> ReadAsync(string repo, CancellationToken cancel, string? at = null)
    {
        var ((api, token), (org, name)) = (Find(), Parts(repo));
        var page = Good(await AskAsync(() => api.ModelAsync(org, name, token, cancel), cancel));
        if ((at ?? page.Sha) is not { } commit || !IsHash(commit)) throw Strange("names no commit");

        var known = page.Id is { } id && HubCache.IsRepo(id) ? id : repo;
        var isGated = page.Gated is { ValueKind: JsonValueKind.String or JsonValueKind.True };
        return new(known, commit, isGated, await FilesAsync(known, commit, cancel));
    }

    /// <summary>Asks whether a file of a repository is given to this panel's token.</summary>
    /// <exception cref="HubException">It is not.</exception>
    public async Task LookAsync(HubModel model, CancellationToken cancel)
    {
        var ((api, token), (org, name)) = (Find(), Parts(model.Repo));
        var file = model.Files.MinBy(file => file.Bytes)!.Path;
        var answer = await AskAsync(() => api.LookAsync(org, name, model.Commit, file, token, cancel), cancel);
        if (answer.StatusCode >= HttpStatusCode.BadRequest) throw HubRefusal.Of(answer, Address);
    }

    /// <summary>A repository's <c>config.json</c>; null when it has none.</summary>
    /// <exception cref="HubException">It does not say.</exception>
    public async Task<string?> ConfigAsync(string repo, CancellationToken cancel)
    {
        var ((api, token), (org, name)) = (Find(), Parts(repo));
        var answer = await AskAsync(() => api.FileAsync(org, name, "main", "config.json", token, cancel), cancel);
        return IsNoFile(answer) ? null : Good(answer);
    }

    public void Dispose() => handler.Dispose();

    private async Task<IReadOnlyList<HubFile>> FilesAsync(string repo, string commit, CancellationToken cancel)
    {
        var ((api, token), (org, name)) = (Find(), Parts(repo));
        List<HubFile> files = [];
        for (string? cursor = null, next; ; cursor = next)
        {
            var answer = await AskAsync(() => api.TreeAsync(org, name, commit, cursor, token, cancel), cancel);
            files.AddRange(Good(answer).Where(entry => entry.Type == "file").Select(File));
            // They become paths on the nodes, and their sizes are added up.
            if (files.Exists(file => !IsHash(file.Blob) || !IsBelow(file.Path) || file.Bytes is < 0 or > MostBytes))
                throw Strange("names what is no file");

            next = NextCursor(answer);
            if (next is null) return [.. files.DistinctBy(file => file.Path)];
            if (next == cursor) throw Strange("leads from a page of the list of files to the same one");
            if (files.Count >= MostFiles)
                throw new HubException(HubFault.TooMany, FormattableString.Invariant($"More than {MostFiles:N0}."));
        }
    }

    // The two belong together: a token is for one server alone.
    private (IHubApi Api, string? Token) Find()
    {
        var address = settings.Current.HfEndpoint;
        var server = known;
        if (server?.Address != address)
        {
            var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = new(address), Timeout = Limit };
            known = server = new(address, RestService.For<IHubApi>(http, Reading));
        }

        return (server.Api, settings.TokenFor(address) is { } token ? $"Bearer {token}" : null);
    }

    private async Task<ApiResponse<T>> AskAsync<T>(Func<Task<ApiResponse<T>>> ask, CancellationToken cancel)
    {
        try
        {
            var answer = await ask();
            return answer.IsReceived ? answer : throw Unreachable(answer.Error);
        }
        catch (Exception silent) when (silent is HttpRequestException or OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            throw Unreachable(silent);
        }
    }

    private T Good<T>(ApiResponse<T> answer) => answer switch
    {
        { IsSuccessful: true, Content: { } content } => content,
        { IsSuccessStatusCode: true } => throw Strange("says what cannot be read"),
        _ => throw HubRefusal.Of(answer, Address)
    };

    private static bool IsHash(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    private static bool IsBelow(string path) => path.Length > 0 && !path.Any(char.IsControl)
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    private static bool IsNoFile(ApiResponse<string> answer) =>
        answer.StatusCode == HttpStatusCode.NotFound && HubRefusal.CodeIn(answer) == "EntryNotFound";

    private HubException Strange(string what) => new(HubFault.Strange, $"{Address.Authority} {what}.");

    private HubException Unreachable(Exception? cause) => new(
        HubFault.Unreachable, $"{Address.Authority} cannot be reached from the panel: {Inner(cause)}", cause);

    private static string Inner(Exception? cause) => cause switch
    {
        null => "no answer came.",
        OperationCanceledException => $"no answer came within {Limit.TotalSeconds:0} s.",
        { InnerException: { } inner } => Inner(inner),
        _ => cause.Message
    };

    private static HubFile File(HubEntry entry) => entry.Lfs is { } large
        ? new(entry.Path, large.Size, large.Oid, large.Oid)
        : new(entry.Path, entry.Size, entry.Oid, null);

    // <https://huggingface.co/api/models/…?recursive=true&cursor=…>; rel="next"
    private static string? NextCursor<T>(ApiResponse<T> answer)
    {
        if (!answer.Headers!.TryGetValues("Link", out var links)) return null;

        var next = links.SelectMany(link => link.Split(','))
            .FirstOrDefault(link => link.Contains("rel=\"next\"", StringComparison.Ordinal));
        var address = next?.Split('<', '>') is [_, var between, ..] ? between : null;
        return Uri.TryCreate(address, UriKind.Absolute, out var url)
            ? HttpUtility.ParseQueryString(url.Query)["cursor"]
            : null;
    }

    private static (string Org, string Name) Parts(string repo) =>
        repo.Split('/') is [var org, var name]
            ? (org, name)
            : throw new ArgumentException("No repository.", nameof(repo));

    private sealed record Server(string Address, IHubApi Api);
}
