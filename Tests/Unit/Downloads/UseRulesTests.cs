using SparkControl.Contracts;
using SparkControl.ControlApi.Disk;
using Xunit;

namespace SparkControl.Tests.Unit.Downloads;

/// <summary>Which weights a model runs from: that nobody knows it is no reason to delete any.</summary>
public sealed class UseRulesTests
{
    private const string Repo = "org/name";

    [Theory]
    [InlineData("org/name", null, true)]
    [InlineData("chat", "org/name", true)]
    [InlineData("chat", "/root/.cache/huggingface/hub/models--org--name/snapshots/c0ffee", true)]
    [InlineData("/root/.cache/huggingface/hub/models--org--name/snapshots/c0ffee", null, true)]
    [InlineData("org/name", "/data/mine", true)]
    [InlineData("org/other", "org/other", false)]
    [InlineData("chat", "/hub/models--org--name-2/snapshots/c0ffee", false)]
    public void Weights_are_known_by_their_name_and_by_their_place_in_the_cache(string id, string? root, bool are) =>
        Assert.Equal(are, UseRules.AreLoaded(Vllm(id, root), null, Repo));

    [Theory]
    [InlineData(ServiceVerdict.Stopped, false, false)]
    [InlineData(ServiceVerdict.NotConfigured, false, false)]
    [InlineData(ServiceVerdict.Unknown, null, true)]
    [InlineData(ServiceVerdict.Unhealthy, null, true)]
    [InlineData(ServiceVerdict.Starting, null, true)]
    public void Without_a_word_of_vLLM_the_last_load_counts_unless_nothing_runs(
        ServiceVerdict verdict, bool? loaded, bool needed)
    {
        var vllm = new ServiceState { Name = "vllm", Verdict = verdict, Since = DateTimeOffset.UnixEpoch, N = 1 };

        Assert.Equal(
            (loaded, needed), (UseRules.AreLoaded(vllm, Load(Repo), Repo), UseRules.AreNeeded(vllm, Load(Repo), Repo)));
        Assert.False(UseRules.AreNeeded(vllm, Load("org/other"), Repo));
    }

    [Fact]
    public void One_source_that_says_so_is_enough()
    {
        var other = Vllm("org/other", "org/other");

        Assert.Equal(
            (null, true), (UseRules.AreLoaded(other, Load(Repo), Repo), UseRules.AreNeeded(other, Load(Repo), Repo)));
        Assert.True(UseRules.AreNeeded(Vllm(Repo, null), Load("org/other"), Repo));
        Assert.True(UseRules.AreNeeded(null, Load("/hub/models--org--name/snapshots/c0ffee"), Repo));
        Assert.False(UseRules.AreNeeded(other, Load("org/other"), Repo));
    }

    [Theory]
    [InlineData("{\"model\": \"org/name\", \"num_speculative_tokens\": 3}", true)]
    [InlineData("org/name", true)]
    [InlineData("org/name-large", false)]
    [InlineData("other-org/name", false)]
    public void What_an_argument_of_the_load_names_is_in_use_too(string argument, bool isNeeded)
    {
        var load = Load("org/main", argument);

        Assert.Equal(isNeeded, UseRules.AreNeeded(Vllm("org/main", null), load, Repo));
        Assert.Equal(isNeeded, UseRules.AreLoaded(Vllm("org/main", null), load, Repo));
    }

    [Fact]
    public void A_load_that_failed_and_a_stop_leave_nothing_behind()
    {
        Assert.False(UseRules.AreOf(Load(Repo) with { Phase = SwapPhase.Failed }, Repo));
        Assert.False(UseRules.AreOf(Load(Repo) with { Kind = SwapKind.Stop }, Repo));
    }

    private static ServiceState Vllm(string id, string? root) => new()
    {
        Name = "vllm",
        Verdict = ServiceVerdict.Healthy,
        Since = DateTimeOffset.UnixEpoch,
        N = 1,
        Model = new(id, root, null)
    };

    private static SwapState Load(string weights, params string[] args) => new()
    {
        Id = "s-1",
        Kind = SwapKind.Load,
        Phase = SwapPhase.Ready,
        Weights = weights,
        RequestedAt = DateTimeOffset.UnixEpoch,
        EndedAt = DateTimeOffset.UnixEpoch,
        Run = new()
        {
            Model = new()
            {
                Key = "m",
                Name = "M",
                Source = ModelSource.Custom,
                Repo = "org/main",
                Nodes = ModelNodes.Solo,
                Settings = new(),
                BundledSettings = new(),
                Args = args
            }
        }
    };
}
