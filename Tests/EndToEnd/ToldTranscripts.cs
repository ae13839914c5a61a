using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SparkControl.Tests.EndToEnd;

/// <summary>The transcripts of a panel that is played: what it keeps, and what the page has asked of it.</summary>
internal sealed partial class ToldTranscripts
{
    private readonly Dictionary<string, JsonObject> jobs = [];
    private readonly Dictionary<string, JsonArray> texts = [];

    /// <summary>What the page sent, as method and path.</summary>
    public ConcurrentQueue<string> Sent { get; } = [];

    /// <summary>The lines from which the page took streams up: null from the beginning.</summary>
    public List<string?> TakenUp { get; } = [];

    /// <summary>Those that the list leaves out: it has the newest ones only.</summary>
    public HashSet<string> Unlisted { get; } = [];

    /// <summary>The id that the next upload gets, and its state.</summary>
    public JsonObject Next { get; set; } = Job("t-new", "queued");

    /// <summary>How uploads are refused; null lets them in.</summary>
    public JsonObject? Refusal { get; set; }

    /// <summary>Uploads are not answered before this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Opens a page of the panel that keeps these.</summary>
    public async Task<ToldPage> OpenAsync(Seen seen, Uri panel, string route) =>
        await ToldPage.OpenAsync(seen, panel, route, Told.Keys(Told.Serving("house")), _ => AnswerAsync(seen.Page));

    public static JsonObject Job(string id, string phase, string file = "Standup.wav") => new()
    {
        ["id"] = id,
        ["phase"] = phase,
        ["file_name"] = file,
        ["size_bytes"] = Wav.Buffer.Length,
        ["created_at"] = Ago(300),
        ["ended_at"] = phase is "queued" or "running" ? null : Ago(100),
        ["queue_position"] = phase == "queued" ? 1 : null,
        ["duration"] = null,
        ["decoded_seconds"] = 0,
        ["transcribed_seconds"] = 0,
        ["diarized_seconds"] = 0,
        ["segments_count"] = 0,
        ["speakers_detected"] = new JsonArray(),
        ["warnings"] = new JsonArray(),
        ["problem"] = null
    };

    public static JsonObject Problem(string code, string title, int status = 503) =>
        new() { ["code"] = code, ["title"] = title, ["detail"] = "It ended at 12:00 of 30:00.", ["status"] = status };

    public static JsonObject Line(int second, string? speaker, string text, double seconds = 2) => new()
    {
        ["start_ms"] = second * 1000,
        ["end_ms"] = (int)((second + seconds) * 1000),
        ["speaker"] = speaker,
        ["text"] = text
    };

    /// <summary>A recording of 30 s in which nobody speaks.</summary>
    public static FilePayload Wav { get; } =
        new() { Name = "Standup.wav", MimeType = "audio/wav", Buffer = Silence(30) };

    public void Keep(JsonObject job, params JsonNode[] lines)
    {
        var id = job["id"]!.GetValue<string>();
        job["segments_count"] = lines.Length;
        var speakers = lines.Select(line => line["speaker"]?.GetValue<string>())
            .Where(name => name is not null).Distinct();
        job["speakers_detected"] = new JsonArray([.. speakers.Select(name => (JsonNode)name!)]);
        (jobs[id], texts[id]) = (job, new(lines));
    }

    private async Task AnswerAsync(IPage page) => await page.RouteAsync(Address(), async route =>
    {
        var (request, match) = (route.Request, Address().Match(new Uri(route.Request.Url).PathAndQuery));
        var (id, rest) = (match.Groups["id"].Value, match.Groups["rest"].Value);
        Sent.Enqueue($"{request.Method} {new Uri(request.Url).PathAndQuery}");
        await (id.Length == 0 ? request.Method == "POST" ? TakeAsync(route) : ListAsync(route)
            : !jobs.ContainsKey(id) ? JsonAsync(route, new JsonObject { ["title"] = "It is not kept" }, 404)
            : request.Method == "DELETE" ? RemoveAsync(route, id)
            : rest == "/stream" ? StreamAsync(route, id)
            : JsonAsync(route, rest.Length > 0 ? Result(id) : jobs[id]));
    });

    private Task ListAsync(IRoute route) => JsonAsync(route, new JsonObject
    {
        ["transcripts"] =
            new JsonArray([.. jobs.Where(job => !Unlisted.Contains(job.Key)).Select(job => job.Value.DeepClone())])
    });

    private async Task TakeAsync(IRoute route)
    {
        await Gate;
        if (Refusal is not null)
        {
            await JsonAsync(route, Refusal, Refusal["status"]!.GetValue<int>());
            return;
        }

        Keep(Next);
        await JsonAsync(route, new JsonObject { ["id"] = Next["id"]!.GetValue<string>() }, 202);
    }

    private Task RemoveAsync(IRoute route, string id)
    {
        jobs.Remove(id);
        return route.FulfillAsync(new() { Status = 204 });
    }

    // A body that is played ends at once: the page takes the stream up again, as after any that broke.
    private async Task StreamAsync(IRoute route, string id)
    {
        var last = await route.Request.HeaderValueAsync("last-event-id");
        TakenUp.Add(last);
        var from = int.Parse(last ?? "0", CultureInfo.InvariantCulture);
        var fresh = new JsonArray([.. texts[id].Skip(from).Select(line => line!.DeepClone())]);
        var said = new StringBuilder($"event: state\ndata: {jobs[id].ToJsonString()}\n\n");
        if (fresh.Count > 0)
        {
            var segments = new JsonObject { ["from"] = from, ["segments"] = fresh };
            said.Append($"event: segments\nid: {texts[id].Count}\ndata: {segments.ToJsonString()}\n\n");
        }

        await route.FulfillAsync(new() { ContentType = "text/event-stream", Body = said.ToString() });
    }

    private JsonObject Result(string id) => new()
    {
        ["duration"] = jobs[id]["duration"]?.DeepClone(),
        ["language"] = "en",
        ["speakers_detected"] = jobs[id]["speakers_detected"]!.DeepClone(),
        ["segments"] = texts[id].DeepClone(),
        ["warnings"] = jobs[id]["warnings"]!.DeepClone()
    };

    private static Task JsonAsync(IRoute route, JsonObject body, int status = 200) =>
        route.FulfillAsync(new() { Status = status, ContentType = "application/json", Body = body.ToJsonString() });

    private static byte[] Silence(int seconds)
    {
        const int Rate = 8000;
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("RIFF"u8);
        writer.Write(36 + (seconds * Rate));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(seconds * Rate);
        writer.Write(Enumerable.Repeat((byte)128, seconds * Rate).ToArray());
        return file.ToArray();
    }

    private static string Ago(int seconds) => DateTimeOffset.UtcNow.AddSeconds(-seconds).ToString("O");

    [GeneratedRegex(@"/api/audio/transcripts(/(?<id>[\w-]+)(?<rest>/stream|\?[^/]+)?)?$")]
    private static partial Regex Address();
}
