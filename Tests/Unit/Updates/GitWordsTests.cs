using SparkControl.ControlApi.Updates;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

/// <summary>What git really says, as it was recorded with the launcher's repository.</summary>
public sealed class GitWordsTests
{
    private const string Overwritten = """
        From https://github.com/eugr/spark-vllm-docker
           8ec2a8c..c30d988  main       -> origin/main
        error: Your local changes to the following files would be overwritten by merge:
        	launch-cluster.sh
        	hf-download.sh
        Please commit your changes or stash them before you merge.
        Aborting
        Updating 8ec2a8c..c30d988
        """;

    private const string Locked = """
        Updating 99550de..d6626cb
        error: Unable to create '/home/user/spark-vllm-docker/.git/index.lock': File exists.

        Another git process seems to be running in this repository, e.g.
        an editor opened by 'git commit'. Please make sure all processes
        are terminated then try again. If it still fails, a git process
        may have crashed in this repository earlier:
        remove the file manually to continue.
        """;

    private const string Gone = """
        fatal: 'https://github.com/eugr/spark-vllm-docker' does not appear to be a git repository
        fatal: Could not read from remote repository.

        Please make sure you have the correct access rights
        and the repository exists.
        """;

    [Theory]
    [InlineData(Overwritten, "local_edits")]
    [InlineData(Locked, "locked")]
    [InlineData("fatal: Not possible to fast-forward, aborting.", "diverged")]
    [InlineData(
        "hint: You have divergent branches\nfatal: Need to specify how to reconcile divergent branches.", "diverged")]
    [InlineData(Gone, "upstream_unreachable")]
    [InlineData("fatal: unable to access 'https://github.com/x/': Could not resolve host: github.com", "no_network")]
    [InlineData(
        "fatal: unable to access 'https://github.com/x/': Failed to connect to github.com port 443", "no_network")]
    [InlineData("fatal: not a git repository (or any of the parent directories): .git", "not_a_repository")]
    [InlineData("fatal: detected dubious ownership in repository at '/home/user/spark-vllm-docker'", "foreign_owner")]
    [InlineData("You are not currently on a branch.", "no_upstream")]
    [InlineData("error: unable to write file README.md\nfatal: write error: No space left on device", "disk_full")]
    [InlineData("error: Pulling is not possible because you have unmerged files.", "unmerged")]
    public void A_refusal_of_gits_is_a_problem_in_plain_words(string words, string code)
    {
        var problem = GitWords.Of(words);

        Assert.Equal((code, "spark1"), (problem?.Code, problem?.Node));
        Assert.NotEmpty(problem!.Remedies);
    }

    [Fact]
    public void Files_in_the_way_are_named_and_a_lock_with_how_to_remove_it()
    {
        Assert.Contains(
            "launch-cluster.sh, hf-download.sh", GitWords.Of(Overwritten)!.Detail, StringComparison.Ordinal);
        Assert.Equal("rm /home/user/spark-vllm-docker/.git/index.lock", GitWords.Of(Locked)!.Remedies[0].Command);
    }

    [Fact]
    public void A_remedy_names_the_directory_where_it_is_known()
    {
        var untracked = Overwritten.Replace("Your local changes to the following files",
            "The following untracked working tree files", StringComparison.Ordinal);

        Assert.Equal("git -C ~/'my launcher' stash", GitWords.Of(Overwritten, "~/my launcher")!.Remedies[0].Command);
        Assert.Equal(
            ["git stash --include-untracked", "git clean -f -- launch-cluster.sh hf-download.sh"],
            GitWords.Of(untracked)!.Remedies.Select(remedy => remedy.Command));
        Assert.Equal("git -C /srv/x pull --rebase",
            GitWords.Of("fatal: Not possible to fast-forward, aborting.", "/srv/x")!.Remedies[0].Command);
    }

    [Fact]
    public void The_remedy_for_anothers_directory_names_it()
    {
        var problem = GitWords.Of("fatal: detected dubious ownership in repository at '/srv/my launcher'")!;

        Assert.Contains(
            problem.Remedies, one => one.Command == "git config --global --add safe.directory '/srv/my launcher'");
    }

    [Fact]
    public void What_is_not_known_is_no_problem_of_ours_to_name() => Assert.Null(GitWords.Of("Already up to date."));
}
