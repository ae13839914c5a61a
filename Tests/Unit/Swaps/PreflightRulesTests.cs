using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class PreflightRulesTests
{
    private static readonly EffectiveSettings Settings = new()
    {
        PanelId = "p",
        Spark1 = new() { Name = "spark1", Host = "10.0.0.1" },
        Spark2 = new() { Name = "spark2", Host = "10.0.0.2" }
    };

    private static readonly LauncherState Launcher = new()
    {
        Present = true,
        Capabilities = new() { Solo = true, DetachedExec = true, QuotesExec = true, LogsToContainer = true, Env = true, Mods = true, Nodes = true }
    };

    [Theory]
    [InlineData("docker on spark2 refuses our user: add it to the group docker there.", "sudo usermod -aG docker $USER")]
    [InlineData("The docker daemon of spark2 is not running.", "sudo systemctl start docker")]
    [InlineData("docker is not installed on spark2.", null)]
    [InlineData("docker on spark2 does not answer.", "sudo systemctl restart docker")]
    [InlineData("docker on spark2 says: what?", "docker info")]
    public void What_is_wrong_with_docker_has_its_own_remedy_and_stops_only_a_model_that_needs_it(string reason, string? command)
    {
        var broken = Well("spark2") with { Container = ContainerLook.Unknown(reason) };

        var solo = Check("docker", ModelNodes.Solo, Well("spark1"), broken);
        var cluster = Check("docker", ModelNodes.Cluster, Well("spark1"), broken);

        Assert.Equal((CheckState.Unknown, true, command), (solo.State, solo.MayBeIgnored, solo.Command));
        Assert.Equal((CheckState.Failed, false, command), (cluster.State, cluster.MayBeIgnored, cluster.Command));
        Assert.NotNull(solo.Remedy);
    }

    [Theory]
    [InlineData(false, null, CheckState.Ok, false)]
    [InlineData(true, null, CheckState.Failed, false)]
    [InlineData(true, true, CheckState.Ok, false)]
    // A container that does not run listens on nothing.
    [InlineData(true, false, CheckState.Failed, false)]
    [InlineData(null, null, CheckState.Unknown, true)]
    public void A_port_is_free_when_nothing_but_our_running_container_listens(bool? taken, bool? running, CheckState state, bool ignorable)
    {
        var head = Well("spark1") with
        {
            Port = new(taken, null),
            Container = running is { } runs
                ? new(Presence.Present, new("c1", "i1", runs, runs ? "running" : "exited", null), null)
                : ContainerLook.Absent
        };

        var check = Check("port", ModelNodes.Solo, head);

        Assert.Equal((state, ignorable), (check.State, check.MayBeIgnored));
    }

    [Theory]
    [InlineData(ModelNodes.Solo, true, false, 100L)]
    [InlineData(ModelNodes.Cluster, true, false, null)]
    [InlineData(ModelNodes.Cluster, true, true, 100L)]
    [InlineData(ModelNodes.Solo, false, true, null)]
    public void The_size_of_the_weights_is_known_when_all_of_them_are_there(ModelNodes nodes, bool head, bool worker, long? bytes)
    {
        var looks = new[] { Well("spark1") with { Weights = new(100, head) }, Well("spark2") with { Weights = new(100, worker) } };

        Assert.Equal(bytes, PreflightRules.Judge(Given.Model(nodes), Settings, looks, Launcher, null).WeightBytes);
    }

    [Theory]
    [InlineData(ModelNodes.Solo, "vllm-node", "./build-and-copy.sh")]
    [InlineData(ModelNodes.Cluster, "vllm-node", "./build-and-copy.sh -c")]
    [InlineData(ModelNodes.Cluster, "vllm-node-b12x", "./build-and-copy.sh -t vllm-node-b12x -c")]
    public void A_missing_image_is_built_under_its_name_and_copied_where_two_need_it(ModelNodes nodes, string image, string command)
    {
        var looks = new[] { Well("spark1") with { Image = new(true, null) }, Well("spark2") };

        var report = PreflightRules.Judge(Given.Model(nodes), Settings with { VllmImage = image }, looks, Launcher, null);

        Assert.Equal($"cd ~/spark-vllm-docker && {command}", report.Checks.First(check => check.Name == "image").Command);
    }

    [Theory]
    [InlineData(ModelNodes.Solo, null, "spark1", "cd ~/spark-vllm-docker && ./hf-download.sh org/wanted")]
    [InlineData(ModelNodes.Cluster, null, "spark2", "cd ~/spark-vllm-docker && ./hf-download.sh org/wanted -c")]
    [InlineData(ModelNodes.Cluster, "/models/foo", "spark2", "rsync -a --mkpath /models/foo/ 10.0.0.2:/models/foo/")]
    [InlineData(ModelNodes.Cluster, "/models/foo", "spark1", null)]
    public void Missing_weights_come_from_where_they_can(ModelNodes nodes, string? path, string node, string? command)
    {
        var model = path is null ? Given.Model(nodes) : Given.Model(nodes) with { Repo = null, LocalPath = path };
        var looks = new[] { Well("spark1"), Well("spark2") }
            .Select(look => look.Node == node ? look with { Weights = new(0, false) } : look).ToList();

        var check = PreflightRules.Judge(model, Settings, looks, Launcher, null).Checks.Single(c => c is { Name: "weights", State: CheckState.Failed });

        Assert.Equal((node, command), (check.Node, check.Command));
        if (path is not null) Assert.StartsWith($"Copy {path} to", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_container_of_the_image_is_named_and_may_be_ignored_where_the_model_goes()
    {
        var busy = Well("spark2") with { Others = ["mine", "my_vllm_2"] };

        var check = Check("other_container", ModelNodes.Cluster, Well("spark1") with { Others = [] }, busy);
        var solo = PreflightRules.Judge(Given.Model(ModelNodes.Solo), Settings, [Well("spark1"), busy], Launcher, null);

        Assert.Equal((CheckState.Failed, true, "spark2", "docker stop mine"), (check.State, check.MayBeIgnored, check.Node, check.Command));
        Assert.Contains("mine, my_vllm_2", check.Title, StringComparison.Ordinal);
        Assert.DoesNotContain(solo.Checks, c => c.Name == "other_container");
    }

    [Fact]
    public void Where_nothing_was_looked_at_nothing_is_known() =>
        Assert.Null(PreflightRules.Judge(Given.Model(ModelNodes.Cluster), Settings, [], Launcher, null).WeightBytes);

    private static PreflightCheck Check(string name, ModelNodes nodes, params NodeObservation[] looks) =>
        PreflightRules.Judge(Given.Model(nodes), Settings, looks, Launcher, null).Checks.Last(check => check.Name == name);

    private static NodeObservation Well(string node) => new()
    {
        Node = node,
        Outcome = ShellOutcome.Completed,
        Container = ContainerLook.Absent,
        Port = new(false, null),
        Image = new(true, "sha256:1"),
        Weights = new(100, true)
    };
}
