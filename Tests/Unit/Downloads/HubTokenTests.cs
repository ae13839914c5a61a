using System.Runtime.Versioning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SparkControl.ControlApi.Downloads;
using SparkControl.Tests.Unit.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Downloads;

/// <summary>What a server in the Hub's place gets to see.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HubTokenTests
{
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "Bearer hf_abcdefghijklmnop")]
    public async Task A_server_sees_the_token_alone_that_was_given_for_it(bool isGivenForIt, string? seen)
    {
        string? shown = null;
        await using var server = WebApplication.CreateSlimBuilder().Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.Run(context =>
        {
            shown = context.Request.Headers.Authorization;
            return context.Response.WriteAsync("{}");
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        using var files = new PanelFiles();
        using var store = await files.OpenAsync();
        using var hub = new Hub(store);
        if (!isGivenForIt) await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");
        await store.ChangeAsync("hf_endpoint", server.Urls.Single());
        if (isGivenForIt) await store.ChangeAsync("hf_token", "hf_abcdefghijklmnop");

        await hub.ConfigAsync("org/name", TestContext.Current.CancellationToken);

        Assert.Equal(seen, shown);
    }

    [Theory]
    [InlineData("https://huggingface.co", "hf_x", "HF_TOKEN")]
    [InlineData("https://mirror.example", "hf_x", "HF_TOKEN")]
    [InlineData("https://huggingface.co", null, null)]
    [InlineData("https://mirror.example", null, "HF_HUB_DISABLE_IMPLICIT_TOKEN")]
    public void Nobody_but_the_Hub_gets_what_the_node_itself_is_logged_in_with(
        string server, string? token, string? name) =>
        Assert.Equal(name, DownloadCommands.Environment(server, token)?.Keys.Single());
}
