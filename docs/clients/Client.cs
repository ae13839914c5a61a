using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace SparkControl.Clients;

public static class Client
{
    public static async Task RunAsync(HttpClient panel) // new() { BaseAddress = new("http://panel:9999") }
    {
        foreach (var (name, service) in (await panel.GetFromJsonAsync<JsonObject>("/api/endpoints"))!)
        {
            Console.WriteLine($"{name} {service!["ready"]} {service["base_url"]}");
            if (!(bool)service["ready"]!) continue;
            var begun = Environment.TickCount64;
            // ... use service["base_url"] here, and say how it went:
            var report = new { service = name, ok = true, source = "Client.cs", ms = Environment.TickCount64 - begun };
            (await panel.PostAsJsonAsync("/api/health-event", report)).EnsureSuccessStatusCode();
        }
    }
}
