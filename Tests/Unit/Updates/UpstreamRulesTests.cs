using SparkControl.Contracts;
using SparkControl.ControlApi.Updates;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

public sealed class UpstreamRulesTests
{
    private const string Commit = "620f205aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        Tip = "8ec2a8cbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private const string Usual = $"""
        directory yes
        can build
        can copy-only
        git yes
        repository yes
        head {Commit}
        branch main
        remote origin
        fetch 0
        default main
        upstream origin/main
        tip {Tip}
        counts 0	2
        commit {Tip}	1760003600	Bump vLLM to 0.17.1
        commit 1e52d7fcccccccccccccccccccccccccccccccccc	1760000000	README: a word	with a tab
        changed README.md
        changed launch-cluster.sh
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly RepositoryPlace Place = new("10.0.0.1", "~/spark-vllm-docker");

    [Fact]
    public void Commits_behind_are_counted_and_the_risky_ones_marked()
    {
        var state = Of(Usual);

        Assert.Equal((2, 0, "main", Commit, Tip), (state.Behind, state.Ahead, state.Branch, state.Commit, state.Tip));
        Assert.Equal((null, Now), (state.Problem, state.CheckedAt));
        Assert.Equal(["Bump vLLM to 0.17.1", "README: a word\twith a tab"], state.Commits.Select(one => one.Subject));
        Assert.Equal(["vllm"], state.Commits[0].RiskyWords);
        Assert.Empty(state.Commits[1].RiskyWords);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1760003600), state.Commits[0].At);
    }

    [Theory]
    [InlineData("directory yes", "nothing", "no_launcher")]
    [InlineData("git yes", "nothing", "no_git")]
    [InlineData("repository yes", "said fatal: not a git repository (or any of the parent directories): .git",
        "not_a_repository")]
    [InlineData(
        "repository yes", "said fatal: detected dubious ownership in repository at '/home/u/x'", "foreign_owner")]
    [InlineData("remote origin", "nothing", "no_remote")]
    [InlineData("branch main", "branch main\nlock 90 /home/u/x/.git/index.lock", "locked")]
    [InlineData(
        "fetch 0", "fetch 128\nsaid fatal: unable to access 'x': Could not resolve host: github.com", "no_network")]
    [InlineData("fetch 0", "fetch 124\nsaid ", "no_network")]
    [InlineData("fetch 0", "fetch 128\nsaid fatal: 'x' does not appear to be a git repository", "upstream_unreachable")]
    [InlineData("fetch 0", "fetch 1\nsaid something new", "fetch_failed")]
    [InlineData("upstream origin/main", "nothing", "no_upstream")]
    [InlineData("counts 0\t2", "counts 1\t2", "diverged")]
    [InlineData("branch main", "branch main\nstatus  M launch-cluster.sh", "local_edits")]
    [InlineData("branch main", "branch main\nstatus ?? README.md", "local_edits")]
    [InlineData("branch main", "nothing", "detached_head")]
    [InlineData("branch main", "branch main\nstatus  M hf-download.sh\nstatus ?? .env", null)]
    [InlineData("counts 0\t2", "counts 1\t0", null)]
    public void What_stands_out_is_named(string line, string instead, string? code) =>
        Assert.Equal(code, Of(Usual.Replace(line, instead, StringComparison.Ordinal)).Problem?.Code);

    [Theory]
    [InlineData(90, "for 90 seconds")]
    [InlineData(600, "for 10 minutes")]
    [InlineData(200_000, "for 2 days")]
    public void A_lock_is_named_with_its_age_and_how_to_remove_it(int seconds, string age)
    {
        var problem = Of(Usual.Replace(
            "branch main", $"branch main\nlock {seconds} /home/u/x/.git/refs/remotes/origin/main.lock",
            StringComparison.Ordinal)).Problem!;

        Assert.Contains(age, problem.Detail, StringComparison.Ordinal);
        Assert.Equal("rm /home/u/x/.git/refs/remotes/origin/main.lock", problem.Remedies[0].Command);
    }

    [Fact]
    public void Local_edits_are_named_whether_or_not_they_are_in_the_way()
    {
        var state = Of(Usual.Replace(
            "branch main",
            "branch main\nstatus  M hf-download.sh\nstatus M  launch-cluster.sh\nstatus R  a -> b\nstatus ?? .env",
            StringComparison.Ordinal));

        Assert.Equal(["hf-download.sh", "launch-cluster.sh", "b"], state.LocalEdits);
        Assert.Contains("launch-cluster.sh.", state.Problem!.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("hf-download", state.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_upstream_said_before_keeps_its_date_when_it_does_not_answer()
    {
        var before = Of(Usual);
        var away = Usual.Replace(
            "fetch 0", "fetch 128\nsaid fatal: Could not resolve host: github.com", StringComparison.Ordinal);

        var state = UpstreamRules.Of(RepositoryLook.Parse(away), before, Place, Now.AddDays(1));

        Assert.Equal((Now, Now.AddDays(1), 2), (state.CheckedAt, state.LookedAt, state.Behind));
        Assert.Null(
            UpstreamRules.Of(RepositoryLook.Parse(away), before with { Host = "10.0.0.9" }, Place, Now).CheckedAt);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(23.9, 23.9, false)]
    [InlineData(24, 24, true)]
    [InlineData(30, 0.5, false)]
    [InlineData(30, 1, true)]
    public void Upstream_is_asked_daily_and_hourly_while_it_does_not_answer(double answered, double looked, bool isDue)
    {
        var known = Of(Usual) with { CheckedAt = Now.AddHours(-answered), LookedAt = Now.AddHours(-looked) };

        Assert.Equal(isDue, UpstreamRules.IsDue(known, Place, Now));
    }

    [Fact]
    public void Upstream_is_asked_at_once_where_nothing_is_known_of_this_place()
    {
        Assert.True(UpstreamRules.IsDue(null, Place, Now));
        Assert.True(UpstreamRules.IsDue(Of(Usual), Place with { Directory = "~/another" }, Now));
    }

    private static UpstreamState Of(string output) => UpstreamRules.Of(RepositoryLook.Parse(output), null, Place, Now);
}
