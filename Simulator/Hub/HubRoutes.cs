using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace SparkControl.Simulator.Hub;

/// <summary>
/// What of the Hub's HTTP API a download needs, as huggingface_hub uses it: the page of a model, the tree of a revision
/// and its files.
/// </summary>
internal static class HubRoutes
{
    private const string Model = "/api/models/{org}/{name}";

    public static void Map(WebApplication app, SimulatedHub hub)
    {
        app.MapGet(Model, (HttpContext context, string org, string name, bool blobs = false) =>
            Page(hub, context, $"{org}/{name}", "main", blobs));
        app.MapGet(
            Model + "/revision/{revision}",
            (HttpContext context, string org, string name, string revision, bool blobs = false) =>
                Page(hub, context, $"{org}/{name}", revision, blobs));
        app.MapGet(
            Model + "/tree/{revision}/{**path}",
            (HttpContext context, string org, string name, string revision, string? path) =>
                Tree(hub, context, $"{org}/{name}", revision, path ?? ""));
        app.MapMethods(
            "/{org}/{name}/resolve/{revision}/{**path}", ["GET", "HEAD"],
            (HttpContext context, string org, string name, string revision, string path) =>
                File(hub, context, $"{org}/{name}", revision, path));
        app.MapGet("/api/whoami-v2", (HttpContext context) => Token(context) switch
        {
            SimulatedHub.Token => Results.Json(new { type = "user", name = "simulator" }),
            SimulatedHub.StrangersToken => Results.Json(new { type = "user", name = "stranger" }),
            _ => Refused(context, HubRefusal.BadToken)
        });
    }

    private static IResult Page(SimulatedHub hub, HttpContext context, string name, string revision, bool blobs) =>
        Elsewhere(hub, context, name)
        ?? (Refusal(hub, context, name, revision, isFile: false) is { } refusal
            ? Refused(context, refusal)
            : HubJson.Page(hub.Find(name, revision)!, blobs));

    private static IResult Tree(SimulatedHub hub, HttpContext context, string name, string revision, string path)
    {
        if (Elsewhere(hub, context, name) is { } elsewhere) return elsewhere;
        if (Refusal(hub, context, name, revision, isFile: false) is { } refusal) return Refused(context, refusal);
        var query = context.Request.Query;
        var isDeep = query["recursive"] is ["true" or "True" or "1"];
        var entries = HubTree.Of(hub.Find(name, revision)!, path, isDeep);
        if (entries.Count == 0) return Refused(context, HubRefusal.NoEntry);
        var from = query["cursor"] is [{ } cursor] ? Position(cursor) : 0;
        var next = from + hub.PageSize;
        if (next < entries.Count) context.Response.Headers.Link = $"<{Next(context.Request, next)}>; rel=\"next\"";
        return HubJson.Tree(entries.Skip(from).Take(hub.PageSize));
    }

    private static IResult File(SimulatedHub hub, HttpContext context, string name, string revision, string path)
    {
        if (Elsewhere(hub, context, name) is { } elsewhere) return elsewhere;
        if (Refusal(hub, context, name, revision, isFile: true) is { } refusal) return Refused(context, refusal);
        var repo = hub.Find(name, revision)!;
        if (repo.Files.FirstOrDefault(one => one.Name == path) is not { } file)
            return Refused(context, HubRefusal.NoEntry);
        context.Response.Headers["X-Repo-Commit"] = repo.Commit;
        if (file.IsLarge)
        {
            context.Response.Headers["X-Linked-Etag"] = $"\"{file.Oid}\"";
            context.Response.Headers["X-Linked-Size"] = file.Size.ToString(CultureInfo.InvariantCulture);
        }

        var type = path.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "application/octet-stream";
        return Results.Stream(
            file.Open(), type, entityTag: new EntityTagHeaderValue($"\"{file.Oid}\""), enableRangeProcessing: true);
    }

    private static HubRefusal? Refusal(
        SimulatedHub hub, HttpContext context, string name, string revision, bool isFile)
    {
        if (hub.Refuse(name, Token(context), isFile) is { } refusal) return refusal;
        return hub.Find(name, revision) is not null ? null : HubRefusal.NoRevision(revision);
    }

    private static IResult? Elsewhere(SimulatedHub hub, HttpContext context, string name)
    {
        if (hub.NameOf(name) is var other && other == name) return null;
        var request = context.Request;
        var path = request.Path.Value!.Replace($"/{name}", $"/{other}", StringComparison.Ordinal);
        return Results.Redirect(path + request.QueryString, permanent: false, preserveMethod: true);
    }

    private static IResult Refused(HttpContext context, HubRefusal refusal)
    {
        var headers = context.Response.Headers;
        if (refusal.Code is { } code) headers["X-Error-Code"] = code;
        headers["X-Error-Message"] = refusal.Message;
        if (refusal.RetryAfter is { } seconds) headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Results.Json(new { error = refusal.Message }, statusCode: refusal.Status);
    }

    private static string? Token(HttpContext context) =>
        context.Request.Headers.Authorization is [{ } word] && word.StartsWith("Bearer ", StringComparison.Ordinal)
            ? word["Bearer ".Length..]
            : null;

    private static string Next(HttpRequest request, int position)
    {
        var query = request.Query.Where(entry => entry.Key != "cursor").ToDictionary(
            entry => entry.Key, entry => (string?)entry.Value);
        query["cursor"] = WebEncoders.Base64UrlEncode(
            Encoding.ASCII.GetBytes(position.ToString(CultureInfo.InvariantCulture)));
        return QueryHelpers.AddQueryString($"{request.Scheme}://{request.Host}{request.Path}", query);
    }

    private static int Position(string cursor) => int.Parse(
        Encoding.ASCII.GetString(WebEncoders.Base64UrlDecode(cursor)), CultureInfo.InvariantCulture);
}
