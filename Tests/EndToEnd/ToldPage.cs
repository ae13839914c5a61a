using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SparkControl.Tests.Integration;

namespace SparkControl.Tests.EndToEnd;

/// <summary>
/// The page with a panel that is played: what its stream says and how it answers is told by the test. For states that a
/// real pair takes minutes to come into, or never comes into twice alike.
/// </summary>
internal sealed class ToldPage(IPage page)
{
    // The stream of the page, in the hand of the test.
    private const string Stream = """
        window.EventSource = class extends EventTarget {
            static CLOSED = 2;
            readyState = 1;
            constructor() {
                super();
                window.stream = this;
                setTimeout(() => { this.onopen?.(); if (window.told) this.say("snapshot", window.told); });
            }
            say(type, data) { this.dispatchEvent(Object.assign(new Event(type), { data })); }
            close() { this.readyState = 2; }
        };
        window.tell = (type, data) => {
            if (type === "snapshot") window.told = data; // a stream that is opened anew begins with it
            window.stream.say(type, data);
        };
        setInterval(() => window.stream?.say("ping", "{}"), 2000);
        """;

    private int rev = 1;

    /// <summary>What the page sent, as method, path and body.</summary>
    public ConcurrentQueue<string> Sent { get; } = [];

    /// <summary>Waits until the page has sent it: what a click shows may stand there before that.</summary>
    public Task SendsAsync(string expected) =>
        Until.TrueAsync(() => Sent.Contains(expected), $"the page has sent {expected}");

    /// <summary>Opens the page with what the panel knows, and how it answers from the beginning.</summary>
    public static async Task<ToldPage> OpenAsync(
        Seen seen, Uri panel, string route, JsonObject keys, Func<ToldPage, Task>? answers = null)
    {
        var told = new ToldPage(seen.Page);
        if (answers is not null) await answers(told);
        await seen.Page.AddInitScriptAsync(Stream);
        await seen.Page.RouteAsync("**/api/models/*/command", route => route.FulfillAsync(
            new() { ContentType = "application/json", Body = """{ "command": "vllm serve" }""" }));
        await seen.Page.GotoAsync(new Uri(panel, $"#{route}").ToString());
        await told.SnapshotAsync(keys);
        return told;
    }

    /// <summary>Everything anew; of another generation the revs begin anew too.</summary>
    public async Task SnapshotAsync(JsonObject keys, string generation = "first")
    {
        rev = 1;
        var all = new JsonObject(keys.Select(key => KeyValuePair.Create(key.Key, (JsonNode?)Observed(key.Value))));
        await TellAsync("snapshot", new JsonObject { ["now"] = Now, ["generation"] = generation, ["keys"] = all });
    }

    public Task ChangeAsync(string key, JsonNode? value)
    {
        var change = Observed(value);
        change["key"] = key;
        return TellAsync("change", change);
    }

    public Task TellAsync(string type, JsonObject data) =>
        page.EvaluateAsync("said => window.tell(...said)", new object[] { type, data.ToJsonString() });

    /// <summary>What a pre-flight finds that is not in order.</summary>
    public Task FindAsync(string model, params JsonNode[] bad) =>
        AnswerAsync($"/api/swap/{model}/validate", 200, new { ok = bad.Length == 0, checks = new JsonArray(bad) });

    /// <summary>How a path is answered from now on; status 0 is none. With a method only that one.</summary>
    public Task AnswerAsync(string path, int status, object? body = null, string? method = null) => page.RouteAsync(
        $"**{path}",
        async route =>
        {
            if (method is not null && route.Request.Method != method)
            {
                await route.FallbackAsync();
                return;
            }

            Sent.Enqueue($"{route.Request.Method} {new Uri(route.Request.Url).AbsolutePath} {route.Request.PostData}");
            var text = JsonSerializer.Serialize(body ?? new { });
            if (status == 0) await route.AbortAsync();
            else await route.FulfillAsync(new() { Status = status, ContentType = "application/json", Body = text });
        });

    private static string Now => DateTimeOffset.UtcNow.ToString("O");

    // What is told does not get old while a slow machine looks at it.
    private static string Later => DateTimeOffset.UtcNow.AddMinutes(10).ToString("O");

    private JsonObject Observed(JsonNode? value) =>
        new() { ["rev"] = rev++, ["observed_at"] = Later, ["value"] = value?.DeepClone() };
}
