using System.Text.Json.Nodes;

namespace SparkControl.Simulator.Ssh;

/// <summary>
/// What an owner does when a panel is set up: its key goes onto both Sparks, and their fingerprints are confirmed to
/// it.
/// </summary>
/// <param name="panel">Where the panel answers.</param>
/// <param name="time">The clock by which it is asked again.</param>
internal sealed class Introduction(HttpClient panel, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Makes the Sparks and the panel known to each other, as soon as it answers.</summary>
    /// <param name="doors">The way in, by the name of the node.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">The panel trusts other Sparks already.</exception>
    public async Task MakeAsync(IReadOnlyDictionary<string, SimulatedSshd> doors, CancellationToken cancel)
    {
        var key = await KeyAsync(cancel);
        foreach (var (node, door) in doors)
        {
            await door.AuthorizeAsync(key);
            using var answer = await panel.PostAsJsonAsync(
                "/api/ssh/trust", new { node, type = "ssh-ed25519", fingerprint = door.Fingerprint }, cancel);
            if (answer.IsSuccessStatusCode) continue;
            throw new InvalidOperationException(
                $"The panel does not take the fingerprint of {node}: {await answer.Content.ReadAsStringAsync(cancel)}");
        }
    }

    // It may be started after the Sparks, and makes its key first.
    private async Task<string> KeyAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var answer = await panel.GetFromJsonAsync<JsonObject>("/api/ssh/public-key", cancel);
                if ((string?)answer?["public_key"] is { } key) return key;
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            await Task.Delay(Patience, time, cancel);
        }
    }
}
