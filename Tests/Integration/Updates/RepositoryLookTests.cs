using SparkControl.ControlApi.Updates;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Updates;

/// <summary>What the real git says of a launcher's repository.</summary>
public sealed class RepositoryLookTests : GitNode
{
    [Fact]
    public async Task A_clone_is_counted_against_what_upstream_has_now()
    {
        await CloneAsync();
        await PushAsync("Bump vLLM to 0.17.1");
        await PushAsync("A subject with \"quotes\" and $(words)");

        var before = (await LookAsync(fetch: false))!;
        var now = (await LookAsync())!;

        Assert.Equal((0, 0, null), (before.Behind, before.Ahead, before.FetchCode));
        Assert.Equal((2, 0, 0, "main", "origin/main", "main"),
            (now.Behind, now.Ahead, now.FetchCode, now.Branch, now.Upstream, now.DefaultBranch));
        Assert.Equal(["A subject with \"quotes\" and $(words)", "Bump vLLM to 0.17.1"],
            now.Commits.Select(commit => commit.Subject));
        Assert.Equal(await GitAsync("git -C upstream rev-parse HEAD"), now.Tip);
        Assert.Equal(now.Tip, now.Commits[0].Id);
        Assert.True(now is { CanBuild: true, CanCopyOnly: true });
        Assert.Null(RepositoryProblems.Of(now, Launcher));
        Assert.False(File.Exists($"{Home}/x"), "The name of the directory was run.");
    }

    [Theory]
    [InlineData("echo '# mine' >>launch-cluster.sh", "launch-cluster.sh", "local_edits", "launch-cluster.sh")]
    [InlineData("echo '# mine' >>build-and-copy.sh", "launch-cluster.sh", null, "build-and-copy.sh")]
    [InlineData("echo '# mine' >>launch-cluster.sh; git add launch-cluster.sh", "launch-cluster.sh", "local_edits",
        "launch-cluster.sh")]
    [InlineData("echo key >.env", "launch-cluster.sh", null, "")]
    [InlineData("mkdir mods; echo x >mods/run.sh", "mods/run.sh", "local_edits", "")]
    [InlineData("git commit -q --allow-empty -m mine", "launch-cluster.sh", "diverged", "")]
    [InlineData("touch .git/index.lock", "launch-cluster.sh", "locked", "")]
    [InlineData("git checkout -q --detach", "launch-cluster.sh", "detached_head", "")]
    [InlineData("git remote remove origin", "launch-cluster.sh", "no_remote", "")]
    [InlineData("git remote set-url origin /nowhere/at/all", "launch-cluster.sh", "upstream_unreachable", "")]
    [InlineData("git branch --unset-upstream", "launch-cluster.sh", null, "")]
    [InlineData("rm -rf .git", "launch-cluster.sh", "not_a_repository", "")]
    public async Task What_stands_out_is_seen_as_it_is(
        string before, string upstreamChanges, string? code, string edits)
    {
        await CloneAsync();
        await InLauncherAsync(before);
        await GitAsync(
            $"mkdir -p upstream/mods; cd upstream; echo more >>{upstreamChanges}; git add .; git commit -qm more");

        var look = (await LookAsync())!;

        Assert.Equal(code, RepositoryProblems.Of(look, Launcher)?.Code);
        Assert.Equal(edits, string.Join(' ', look.Edits));
        if (code is "local_edits" or "locked" or "detached_head" or null or "diverged") Assert.Equal(1, look.Behind);
    }

    [Fact]
    public async Task A_detached_head_is_counted_against_the_default_branch_of_upstream()
    {
        await CloneAsync();
        await PushAsync("more");
        await InLauncherAsync("git pull -q --ff-only; git checkout -q HEAD~1");

        var look = (await LookAsync())!;

        Assert.Equal((null, 1, "origin/main", "main"), (look.Branch, look.Behind, look.Upstream, look.DefaultBranch));
    }

    [Fact]
    public async Task Commits_of_a_detached_head_are_in_the_way_until_something_names_them()
    {
        await CloneAsync();
        await InLauncherAsync("git checkout -q --detach; git commit -q --allow-empty -m mine");

        var loose = (await LookAsync())!;
        await InLauncherAsync("git branch mine");
        var named = (await LookAsync())!;

        Assert.Equal(
            (1, null, "loose_commits"), (loose.Ahead, loose.KeptBy, RepositoryProblems.Of(loose, Launcher)?.Code));
        Assert.Equal(
            ("refs/heads/mine", "detached_head"), (named.KeptBy, RepositoryProblems.Of(named, Launcher)?.Code));
    }

    [Fact]
    public async Task A_detached_head_whose_branch_has_diverged_is_said_to_be_that_before_anything_moves()
    {
        await CloneAsync();
        await InLauncherAsync("git commit -q --allow-empty -m mine; git checkout -q HEAD~1");
        await PushAsync("more");

        var look = (await LookAsync())!;

        Assert.Equal((1, 1), (look.BackAhead, look.BackBehind));
        Assert.Equal("diverged", RepositoryProblems.Of(look, Launcher)?.Code);
    }

    [Fact]
    public async Task A_detached_head_goes_back_to_the_branch_that_it_came_from()
    {
        await CloneAsync();
        await GitAsync(
            "cd upstream; git checkout -q -b dev; git commit -q --allow-empty -m theirs; git checkout -q main");
        await InLauncherAsync(
            "git fetch -q; git checkout -q -b my --track origin/dev; git checkout -q --detach HEAD~1");

        var look = (await RepositoryLook.ReadAsync(Shell, Launcher, fetch: true, "my", Cancel))!;
        var gone = (await RepositoryLook.ReadAsync(Shell, Launcher, fetch: true, "gone", Cancel))!;

        Assert.Equal(("my", "origin/dev", 1), (look.Returns, look.Upstream, look.Behind));
        Assert.Equal((null, "origin/main", 0), (gone.Returns, gone.Upstream, gone.Behind));
    }

    [Fact]
    public async Task A_remedy_does_what_it_says_wherever_it_is_typed()
    {
        await CloneAsync();
        await InLauncherAsync("mkdir mods; echo x >mods/run.sh; echo mine >>launch-cluster.sh");
        await GitAsync("mkdir -p upstream/mods; cd upstream; echo more >>mods/run.sh; echo more >>launch-cluster.sh; git add .; git commit -qm more");
        var problem = RepositoryProblems.Of((await LookAsync())!, Launcher)!;
        Assert.Equal("local_edits", problem.Code);

        foreach (var command in problem.Remedies.Skip(1).Select(remedy => remedy.Command!))
            await GitAsync(command);

        Assert.Null(RepositoryProblems.Of((await LookAsync())!, Launcher));
    }

    [Fact]
    public async Task A_directory_of_somebody_elses_is_said_to_be_that()
    {
        await CloneAsync();
        Install("git",
            "#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 PATH=/usr/local/bin:/usr/bin:/bin exec git \"$@\"\n");

        Assert.Equal("foreign_owner", RepositoryProblems.Of((await LookAsync())!, Launcher)?.Code);
    }

    [Fact]
    public async Task A_home_that_is_a_repository_itself_is_not_the_launchers()
    {
        await GitAsync("command git init -q .; mkdir \"$launcher\"");

        Assert.Equal("not_a_repository", RepositoryProblems.Of((await LookAsync())!, Launcher)?.Code);
    }

    [Fact]
    public async Task A_lock_has_an_age()
    {
        await CloneAsync();
        await InLauncherAsync("touch -d '3 hours ago' .git/refs/heads/main.lock");

        var held = Assert.Single((await LookAsync(fetch: false))!.Locks);

        Assert.EndsWith("/.git/refs/heads/main.lock", held.Path, StringComparison.Ordinal);
        Assert.StartsWith(Home, held.Path, StringComparison.Ordinal);
        Assert.InRange(held.Age.TotalHours, 2.9, 3.1);
    }

    [Fact]
    public async Task Where_there_is_no_launcher_or_no_git_that_is_said()
    {
        Assert.Equal("no_launcher", RepositoryProblems.Of((await LookAsync())!, Launcher)?.Code);
    }
}
