using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Simulator;
using SparkControl.Simulator.Vllm;
using SparkControl.Tests.Integration.Swaps;
using SparkControl.Tests.Integration.Updates;
using Xunit;

namespace SparkControl.Tests.Integration.Arguments;

/// <summary>Images that are asked for their options over a real sshd, and what arguments are judged by then.</summary>
public sealed class OptionsAskTests(Cockpit cockpit) : IClassFixture<Cockpit>
{
    private const string Model = "qwen36";

    private readonly AskedPair pair = new(cockpit);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_is_asked_once_in_a_container_that_is_gone_afterwards()
    {
        await pair.OpenAsync();

        var (first, second) = (await pair.LookAsync(), await pair.LookAsync());

        Assert.Equal((true, false), (first, second));
        Assert.NotNull(Assert.Single(pair.Asks).To);
        Assert.DoesNotContain(cockpit.Head.Docker.Containers, one => one.Name == pair.Asks[0].Name);
        var known = (await pair.KnownAsync())!;
        Assert.Equal(("0.17.1", null), (known.Version, known.Problem));
        Assert.Empty(VllmOptions.All.SelectMany(one => one.Names).Select(name => $"--{name}").Except(known.Names));
        Assert.Empty(cockpit.Head.Launches);
        Assert.Null((await pair.OptionsAsync()).Asking);
    }

    [Fact]
    public async Task Who_does_not_drive_the_cluster_asks_nothing()
    {
        await pair.OpenAsync();
        var now = TimeProvider.System.GetTimestamp();
        using var anothers = new Lease(pair.Lease.Key, "another", now, new(), TimeProvider.System);

        Assert.False(await pair.Asker.LookAsync(anothers, Cancel));

        Assert.Empty(pair.Asks);
        Assert.Null(await pair.KnownAsync());
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(64, true)]
    public async Task Nothing_is_asked_without_memory_that_was_seen_just_now(long gib, bool isStale)
    {
        await pair.OpenAsync();
        await pair.SeeAsync(gib, isStale);

        Assert.False(await pair.LookAsync());

        Assert.Empty(pair.Asks);
        await pair.SeeAsync(gib: 8);
        Assert.True(await pair.LookAsync());
    }

    [Fact]
    public async Task Nothing_is_asked_while_the_pair_is_reserved()
    {
        await pair.OpenAsync();
        using var taken = await cockpit.PostAsync("/api/swap/lock", new { holder = "cron", ttl_seconds = 60 });
        var token = (string)(await taken.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["token"]!;

        var asked = await pair.LookAsync();
        using var release = new HttpRequestMessage(HttpMethod.Delete, "/api/swap/lock")
        {
            Content = JsonContent.Create(new { token })
        };
        using var released = await cockpit.Http.SendAsync(release, Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (taken.StatusCode, released.StatusCode));
        Assert.False(asked);
        Assert.Empty(pair.Asks);
    }

    [Fact]
    public async Task Nothing_is_asked_while_a_model_is_loaded()
    {
        await pair.OpenAsync();
        var id = await cockpit.BeginAsync(Model);

        Assert.False(await pair.LookAsync());

        Assert.Equal(SwapPhase.Ready, (await cockpit.EndOfAsync(id)).Phase);
        Assert.Empty(pair.Asks);
    }

    [Fact]
    public async Task An_image_that_gives_no_answer_says_why_and_is_left_alone_for_an_hour()
    {
        await pair.OpenAsync(ImageFault.DoesNotStart);

        var (first, second) = (await pair.LookAsync(), await pair.LookAsync());

        Assert.Equal((true, false), (first, second));
        Assert.Single(pair.Asks);
        var known = (await pair.KnownAsync())!;
        Assert.False(known.IsKnown);
        Assert.StartsWith("It says: ImportError: ", known.Problem, StringComparison.Ordinal);
        Assert.Null((await pair.FitAsync("extra_args=--foo"))["unknown_options"]);
        Assert.DoesNotContain(await pair.ChecksAsync(), check => (string?)check!["name"] == "options");
    }

    [Fact]
    public async Task A_load_that_begins_ends_the_ask_and_is_not_hindered_by_it()
    {
        await pair.OpenAsync(ImageFault.SaysNothing);
        var asking = pair.LookAsync();
        await pair.UntilAskingAsync();
        var before = await pair.ChecksAsync();

        var id = await cockpit.BeginAsync(Model);
        var asked = await asking;
        var swap = await cockpit.EndOfAsync(id);

        Assert.True(asked);
        Assert.DoesNotContain(before, check => (string?)check!["name"] == "other_container");
        Assert.True(swap.Phase == SwapPhase.Ready, $"{swap.Failure?.Code} {swap.Failure?.Detail}");
        Assert.All(pair.Asks, life => Assert.NotNull(life.To));
        Assert.Null((await pair.OptionsAsync()).Asking);
        // It was not the image that failed: it is asked again when it is quiet.
        Assert.Null(await pair.KnownAsync());
    }

    [Fact]
    public async Task What_a_driver_before_has_left_is_ended_first()
    {
        await pair.OpenAsync(ImageFault.SaysNothing);
        using (var lost = CancellationTokenSource.CreateLinkedTokenSource(Cancel))
        {
            var asking = pair.Asker.LookAsync(pair.Lease, lost.Token);
            await pair.UntilAskingAsync();
            await lost.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }

        Assert.NotNull((await pair.OptionsAsync()).Asking);
        await pair.SeeAsync(gib: 1);

        Assert.False(await pair.LookAsync());

        Assert.Null((await pair.OptionsAsync()).Asking);
        Assert.NotNull(Assert.Single(pair.Asks).To);
    }

    [Fact]
    public async Task Arguments_are_judged_by_what_the_image_has()
    {
        const string Wrong = "extra_args=--max-nun-batched-tokens=8192&extra_args=--foo&extra_args=--enforce-eager";
        await pair.OpenAsync();
        var before = await pair.FitAsync(Wrong);
        await pair.LookAsync();
        await cockpit.UntilAsync(States.Options, options => options.Of(pair.Image)?.IsKnown == true);

        var fit = await pair.FitAsync(Wrong);
        var right = await pair.FitAsync("extra_args=--enforce-eager");
        var stranger = await cockpit.GetAsync("/api/fit?repo=org/stranger&args=--foo");

        Assert.Null(before["unknown_options"]);
        Assert.Equal(
            [
                "This image's vLLM has no --max-nun-batched-tokens. Did you mean --max-num-batched-tokens?",
                "This image's vLLM has no --foo."
            ],
            fit["unknown_options"]!.AsArray().Select(one => (string?)one!["sentence"]));
        Assert.Equal("0.17.1", (string?)fit["vllm_version"]);
        Assert.Empty(right["unknown_options"]!.AsArray());
        Assert.Equal("--foo", (string?)Assert.Single(stranger["unknown_options"]!.AsArray())!["option"]);
    }

    [Fact]
    public async Task A_look_before_a_load_warns_of_what_vLLM_will_refuse_and_stops_nothing()
    {
        await pair.OpenAsync();
        await pair.LookAsync();
        await cockpit.UntilAsync(States.Options, options => options.Of(pair.Image)?.IsKnown == true);
        await PutAsync(["--foo", "--max-nun-batched-tokens", "8192"]);

        var checks = await pair.ChecksAsync();
        var swap = await cockpit.SwapAsync(Model);
        await PutAsync(null);

        var check = checks.Single(one => (string?)one!["name"] == "options")!;
        Assert.Equal("warning", (string?)check["state"]);
        Assert.Equal("This image's vLLM has no --foo.", (string?)check["title"]);
        Assert.StartsWith(
            "This image's vLLM has no --max-nun-batched-tokens. Did you mean --max-num-batched-tokens?",
            (string?)check["detail"], StringComparison.Ordinal);
        // It went as far as vLLM itself, which says the same.
        Assert.Equal((SwapPhase.Failed, "bad_argument"), (swap.Phase, swap.Failure?.Code));
        Assert.DoesNotContain(await pair.ChecksAsync(), one => (string?)one!["name"] == "options");
    }

    [Fact]
    public async Task After_an_update_the_new_image_is_asked()
    {
        var shop = new Shop(cockpit);
        await shop.OpenAsync();
        await pair.OpenAsync();
        await pair.LookAsync();
        var before = pair.Image;
        await cockpit.MonitorAsync();
        cockpit.Pair.Registry.Publish("0.18.0");
        var tip = cockpit.Pair.Upstream.Push("Move to vLLM 0.18");
        using var checking = await shop.PostAsync("check");
        await cockpit.UntilAsync(States.Upstream, upstream => upstream.Tip == tip);

        var update = await shop.RunAsync("apply");

        Assert.True(update.Phase == UpdatePhase.Done, $"{update.Failure?.Code} {update.Failure?.Detail}");
        await cockpit.UntilAsync(States.Options, options => options.Of(pair.Image)?.Version == "0.18.0");
        Assert.NotEqual(before, pair.Image);
        Assert.Equal("0.17.1", (await pair.OptionsAsync()).Of(before)!.Version);
        Assert.Equal(2, pair.Asks.Count);
    }

    private async Task PutAsync(string[]? words)
    {
        using var answer = await cockpit.Http.PutAsJsonAsync(
            $"/api/models/{Model}/settings", new { extra_args = words }, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
