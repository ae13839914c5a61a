using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SparkControl.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

public sealed class DiskTests : PairFixture
{
    private const string Free = "df -Pk ~/.cache/huggingface | tail -n 1 | { read -r _ _ _ free _; echo $free; }";

    [Fact]
    public async Task Df_shows_what_a_model_takes_and_what_its_removal_gives_back()
    {
        Head.AddModel("simulator/small");
        var before = await NumberAsync(Free);
        var bytes = await NumberAsync("du -sb ~/.cache/huggingface/hub/models--simulator--small/blobs | cut -f 1");

        await SayAsync("rm -rf ~/.cache/huggingface/hub/models--simulator--small");

        var after = await NumberAsync(Free);
        // A directory has a size of its own in du.
        Assert.InRange(bytes - Pair.Hub.Repos["simulator/small"].TotalBytes, 0, 8192);
        Assert.InRange(after - before, 16 << 10, (16 << 10) + 32);
    }

    [Fact]
    public async Task Weights_without_bytes_take_their_place_in_df_and_du()
    {
        Assert.Matches(@"^1[.0-9]+T|^5[0-9]{2}G", await SayAsync("du -sh ~/.cache/huggingface | cut -f 1"));
        Assert.Equal(Head.DiskBytes - Head.DiskFree, await NumberAsync("df -B1 --output=used ~ | tail -n 1"));
    }

    [Fact]
    public async Task The_size_of_a_disk_holds_until_a_reset()
    {
        Head.DiskBytes = 1_000_000_000_000;
        var size = await NumberAsync("df -B1 --output=size ~ | tail -n 1");
        await Pair.ResetAsync();

        Assert.Equal(1_000_000_000_000, size);
        Assert.Equal(4_000_000_000_000, await NumberAsync("df -B1 --output=size ~ | tail -n 1"));
        Assert.Matches(@"^Filesystem +Size +Used +Available +Use% Mounted on\n/dev/nvme0n1p2 +3\.6T ", await SayAsync("df -h"));
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_on_no_disk()
    {
        var result = await Head.ShellAsync("df -Pk ~ ~/nowhere", Cancel);

        Assert.Equal((1, 2), (result.Exit, result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Equal($"df: {Head.Home}/nowhere: No such file or directory\n", result.Error);
    }

    [Fact]
    public async Task A_developer_sets_faults_rates_and_repositories_by_http()
    {
        await using var pair = await SimulatedPair.StartAsync(
            new() { Speed = 200, ControlPort = 0, HubPort = 0, SpeechNode = null });
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{pair.ControlPort}/sim/") };

        await TellAsync(client, "hub",
            new { repo = "tests/model-1B", shards = 2, shard_bytes = 1000, gated = "auto", page_size = 2 });
        await TellAsync(client, "transfer",
            new { node = "spark1", tool = "hf", bytes_per_second = 1e6, fault = "no_network", times = 1 });
        await TellAsync(client, "node", new { node = "spark2", disk_gb = 1000, uninstall = "uvx" });

        var shown = await client.GetFromJsonAsync<JsonElement>("", Cancel);
        Assert.Equal(pair.HubUrl, shown.GetProperty("hub_url").GetString());
        Assert.Equal(("auto", 2), (pair.Hub.Repos["tests/model-1B"].Gated, pair.Hub.PageSize));
        Assert.Equal(1e6, pair.Head.Downloads.BytesPerSecond);
        var failed = await pair.Head.ShellAsync("~/.local/bin/hf download simulator/tiny", Cancel);
        Assert.Contains("Temporary failure in name resolution", failed.Error, StringComparison.Ordinal);
        Assert.Equal(1_000_000_000_000, pair.Worker.DiskBytes);
        Assert.False(File.Exists(pair.Worker.Home + "/.local/bin/uvx"));
    }

    [Theory]
    [InlineData("hub", """{"repo":"tests/model-1B","gated":"perhaps"}""", HttpStatusCode.BadRequest)]
    [InlineData("transfer", """{"node":"spark3","tool":"hf"}""", HttpStatusCode.NotFound)]
    [InlineData("transfer", """{"node":"spark1","tool":"scp"}""", HttpStatusCode.NotFound)]
    [InlineData("transfer", """{"node":"spark1","tool":"hf","fault":"boredom"}""", HttpStatusCode.BadRequest)]
    public async Task What_there_is_not_is_refused(string path, string request, HttpStatusCode expected)
    {
        await using var pair =
            await SimulatedPair.StartAsync(new() { Speed = 200, ControlPort = 0, SpeechNode = null });
        using var client = new HttpClient();
        using var content = new StringContent(request, System.Text.Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync($"http://127.0.0.1:{pair.ControlPort}/sim/{path}", content, Cancel);

        Assert.Equal(expected, answer.StatusCode);
    }

    private static async Task TellAsync(HttpClient client, string path, object what)
    {
        using var answer = await client.PostAsJsonAsync(path, what, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private async Task<long> NumberAsync(string command) =>
        long.Parse(await SayAsync(command), CultureInfo.InvariantCulture);
}
