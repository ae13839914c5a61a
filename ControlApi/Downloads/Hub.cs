using System.Net;
using System.Text.Json;
using System.Web;
using Refit;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Downloads;

/// <summary>The Hub of Hugging Face, or the server that the settings name in its place, asked from the panel.</summary>
internal sealed class Hub(SettingsStore settings) : IDisposable
{
    /// <summary>How long one answer may take, and how many files are looked at.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private const int MostFiles = 10_000;

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
    public bool HasToken => Token is not null;

    /// <summary>A repository with its files.</summary>
    /// <param name="repo">As <c>org/name</c>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="at">A commit that it had; null for the newest one.</param>
    /// <exception cref="HubException">It does not say.</exception>
    public async Task<HubModel> ReadAsync(string repo, CancellationToken cancel, string? at = null)
    {
        var (api, (org, name), token) = (Find(), Parts(repo), Token);
        var page = Good(await AskAsync(() => api.ModelAsync(org, name, token, cancel), cancel));
        if ((at ?? page.Sha) is not { Length: > 0 } commit) throw Strange("names no commit");

        List<HubFile> files = [];
        string? cursor = null;
        do
        {
            var answer = await AskAsync(() => api.TreeAsync(org, name, commit, cursor, token, cancel), cancel);
            files.AddRange(Good(answer).Where(entry => entry.Type == "file").Select(File));
            cursor = NextCursor(answer);
        }
        while (cursor is not null && files.Count < MostFiles);

        var isGated = page.Gated is { ValueKind: JsonValueKind.String or JsonValueKind.True };
        return new(repo, commit, isGated, files);
    }

    /// <summary>A repository's <c>config.json</c>; null when it has none.</summary>
    /// <exception cref="HubException">It does not say.</exception>
    public async Task<string?> ConfigAsync(string repo, CancellationToken cancel)
    {
        var (api, (org, name)) = (Find(), Parts(repo));
        var answer = await AskAsync(() => api.FileAsync(org, name, "main", "config.json", Token, cancel), cancel);
        return IsNoFile(answer) ? null : Good(answer);
    }

    public void Dispose() => handler.Dispose();

    private string? Token => settings.Secret(Secrets.HfToken) is { } token ? $"Bearer {token}" : null;

    private IHubApi Find()
    {
        var address = Address;
        var server = known;
        if (server?.Address != address)
        {
            var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = address, Timeout = Limit };
            known = server = new(address, RestService.For<IHubApi>(http, Reading));
        }

        return server.Api;
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

    private sealed record Server(Uri Address, IHubApi Api);
}
