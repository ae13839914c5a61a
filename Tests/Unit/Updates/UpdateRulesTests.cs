using SparkControl.Contracts;
using SparkControl.ControlApi.Updates;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

public sealed class UpdateRulesTests
{
    private const long Gigabyte = 1_000_000_000;

    [Fact]
    public void A_launcher_that_is_behind_can_be_updated() =>
        Assert.Null(UpdateRules.Refusal(UpdateAction.Apply, Update.Pair, Update.Facts(Update.Behind)));

    [Theory]
    [InlineData(72.9, null)]
    [InlineData(72.7, "disk_short")]
    public void Room_is_needed_for_the_image_twice_and_ten_gigabytes_on_each_node(double free, string? code)
    {
        var facts = With(Update.Facts(Update.Behind), "spark2", Update.Look(Update.OldImage, (long)(free * Gigabyte)));

        var refusal = UpdateRules.Refusal(UpdateAction.Apply, Update.Pair, facts);

        Assert.Equal((code, code is null ? null : "spark2"), (refusal?.Code, refusal?.Node));
        if (code is not null) Assert.Contains("72.7 GB are free", refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_an_image_needs_as_much_room_as_the_others_takes()
    {
        var facts = With(Update.Facts(Update.Behind, worker: null), "spark2", Update.Look(null, 20 * Gigabyte));

        Assert.Equal("disk_short", UpdateRules.Refusal(UpdateAction.Apply, Update.Pair, facts)?.Code);
    }

    [Theory]
    [InlineData(61, null)]
    [InlineData(59, "disk_short")]
    public void A_first_image_needs_room_though_nobody_knows_how_large_it_will_be(double free, string? code)
    {
        var facts = With(Update.Facts(Update.Behind, head: null, worker: null), "spark2", Update.Look(null, (long)(free * Gigabyte)));

        var refusal = UpdateRules.Refusal(UpdateAction.Apply, Update.Pair, facts);

        Assert.Equal((code, code is null ? null : "spark2"), (refusal?.Code, refusal?.Node));
        if (code is not null) Assert.Contains("60.0 GB are needed: an image has tens of gigabytes.", refusal!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("user@192.168.100.2: Permission denied (publickey).", "no_login", "no_login")]
    // The launcher may reach it by another address.
    [InlineData("ssh: connect to host 192.168.100.2 port 22: No route to host", null, "no_link")]
    public void A_Spark_that_does_not_let_the_other_one_in_is_found_before_an_image_is_built(string? words, string? apply, string? sync)
    {
        var link = new LinkLook(words);

        Assert.Equal(apply, Apply(Update.Facts(Update.Behind) with { Link = link }));
        Assert.Equal(sync, Sync(Update.Facts(Update.UpToDate, worker: Update.NewImage) with { Link = link }));
        var back = Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage) with { Former = Update.Former, Link = link };
        Assert.Null(RollBack(back));
    }

    [Fact]
    public void What_nobody_knows_of_a_disk_is_no_reason_to_refuse()
    {
        var facts = With(Update.Facts(Update.Behind), "spark2", Update.Look(Update.OldImage) with { FreeBytes = null });

        Assert.Null(UpdateRules.Refusal(UpdateAction.Apply, Update.Pair, facts));
    }

    [Fact]
    public void An_update_is_for_a_launcher_that_is_behind_or_an_image_that_is_missing_or_an_update_that_was_left_half_way()
    {
        var now = Update.Facts(Update.UpToDate);

        Assert.Equal("nothing_to_apply", Apply(now));
        Assert.Null(Apply(now with { Former = Update.HalfDone }));
        Assert.Null(Apply(Update.Facts(Update.UpToDate, worker: null)));
        Assert.Null(Apply(Update.Facts(Update.UpToDate with { Branch = null })));
    }

    [Fact]
    public void Who_could_not_be_asked_is_named()
    {
        Assert.Equal("node_silent", Apply(Update.Facts(null)));
        Assert.Equal("node_silent", Apply(With(Update.Facts(Update.Behind), "spark2", null)));
        Assert.Equal("docker_silent", Apply(With(Update.Facts(Update.Behind), "spark1", new(new(false, null), null, null, new(false, null)))));
    }

    [Fact]
    public void An_update_that_was_left_half_way_is_that_also_where_a_node_cannot_be_asked()
    {
        var facts = With(Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage), "spark2", null);

        Assert.Equal("node_silent", Apply(facts with { Former = Update.HalfDone }));
    }

    [Fact]
    public void What_is_in_the_way_of_git_is_said_before_anything_is_touched() =>
        Assert.Equal("local_edits", Apply(Update.Facts(Update.Behind with { Clashes = ["launch-cluster.sh"] })));

    [Fact]
    public void A_roll_back_needs_something_to_go_back_to()
    {
        var now = Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage);

        Assert.Equal("nothing_to_roll_back", RollBack(now));
        Assert.Equal("nothing_to_roll_back", RollBack(Update.Facts(Update.Behind) with { Former = Update.Former }));
        Assert.Null(RollBack(now with { Former = Update.Former }));
        Assert.Equal("locked", RollBack(now with
        {
            Former = Update.Former,
            Repository = Update.UpToDate with { Locks = [new("/x/.git/index.lock", TimeSpan.FromMinutes(5))] }
        }));
    }

    [Fact]
    public void A_roll_back_is_refused_where_the_image_of_before_is_gone()
    {
        var facts = Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage) with { Former = Update.Former };
        var nameless = Update.Look(Update.NewImage) with { Former = new(true, null) };

        foreach (var node in Update.Pair.Nodes)
        {
            var refusal = UpdateRules.Refusal(UpdateAction.RollBack, Update.Pair, With(facts, node, nameless));
            Assert.Equal(("former_image_gone", node), (refusal?.Code, refusal?.Node));
            Assert.Null(RollBack(With(facts, node, nameless with { Kept = Update.OldImage })));
        }
    }

    [Fact]
    public void A_roll_back_is_refused_where_something_else_is_set_than_what_was_recorded()
    {
        var facts = Update.Facts(Update.UpToDate, Update.NewImage, Update.NewImage) with { Former = Update.Former };

        UpdatePlace[] others =
            [Update.Pair with { Image = "vllm-node-b12x" }, Update.Pair with { LauncherDir = "~/other" }, Update.One];
        foreach (var place in others)
            Assert.Equal("former_elsewhere", UpdateRules.Refusal(UpdateAction.RollBack, place, facts)?.Code);

        var added = facts with
        {
            Former = Update.Former with { Images = new Dictionary<string, string?> { ["spark1"] = Update.OldImage } }
        };
        Assert.Equal("former_elsewhere", RollBack(added));
        // An older version did not write what it was recorded of.
        Assert.Null(RollBack(facts with { Former = Update.Former with { Image = null, LauncherDir = null } }));
    }

    [Fact]
    public void Commits_that_no_branch_has_are_not_left_behind()
    {
        var loose = Update.Behind with { Branch = null, Ahead = 1 };

        Assert.Equal("loose_commits", Apply(Update.Facts(loose)));
        Assert.Null(Apply(Update.Facts(loose with { KeptBy = "refs/heads/mine" })));
        Assert.Equal("diverged", Apply(Update.Facts(loose with { Ahead = 0, BackAhead = 2, BackBehind = 1 })));
        Assert.Null(Apply(Update.Facts(loose with { Ahead = 0, BackAhead = 0, BackBehind = 4 })));
    }

    [Fact]
    public void A_git_that_is_at_work_right_now_is_waited_for_and_refuses_no_click()
    {
        var held = Update.Behind with { Locks = [new("/x/.git/refs/remotes/origin/main.lock", TimeSpan.FromSeconds(2))] };
        var old = Update.Behind with { Locks = [new("/x/.git/index.lock", TimeSpan.FromMinutes(2))] };
        var said = Update.Behind with { FetchCode = 1, Words = "error: cannot lock ref 'refs/remotes/origin/main': Unable to create '/x/.git/refs/remotes/origin/main.lock': File exists." };

        Assert.True(RepositoryProblems.IsPassing(held));
        Assert.True(RepositoryProblems.IsPassing(said));
        Assert.False(RepositoryProblems.IsPassing(old));
        Assert.Null(Apply(Update.Facts(held).WithoutPassing()));
        Assert.Equal("locked", Apply(Update.Facts(old).WithoutPassing()));
    }

    [Fact]
    public void Images_that_are_the_same_need_no_copy()
    {
        Assert.Equal("nothing_to_sync", Sync(Update.Facts(Update.UpToDate)));
        Assert.Equal("image_missing", Sync(Update.Facts(Update.UpToDate, head: null)));
        Assert.Null(Sync(Update.Facts(Update.UpToDate, worker: null)));
        Assert.Null(Sync(Update.Facts(Update.UpToDate, worker: Update.NewImage)));
    }

    private static string? Apply(UpdateFacts facts) => UpdateRules.Refusal(UpdateAction.Apply, Update.Pair, facts)?.Code;

    private static string? RollBack(UpdateFacts facts) => UpdateRules.Refusal(UpdateAction.RollBack, Update.Pair, facts)?.Code;

    private static string? Sync(UpdateFacts facts) => UpdateRules.Refusal(UpdateAction.SyncImages, Update.Pair, facts)?.Code;

    private static UpdateFacts With(UpdateFacts facts, string node, ImageLook? look) => facts with
    {
        Images = new Dictionary<string, ImageLook?>(facts.Images) { [node] = look }
    };
}
