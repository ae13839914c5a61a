using SparkControl.Contracts;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Sparks;

public sealed class LaunchCommandTests
{
    private static readonly LauncherCapabilities EraA = new() { Mods = true, Nodes = true };

    private static readonly LauncherCapabilities EraB =
        EraA with { Solo = true, DetachedExec = true, QuotesExec = true, LogsToContainer = true, Env = true, DotEnv = true };

    private static readonly LauncherCapabilities EraC = EraB with { NoRayDefault = true, ChecksImages = true };

    private static readonly EffectiveSettings Pair = new()
    {
        PanelId = "p",
        Spark1 = new() { Name = "spark1", Host = "10.0.0.1" },
        Spark2 = new() { Name = "spark2", Host = "10.0.0.2" }
    };

    private static readonly EffectiveSettings Fabric = Pair with
    {
        Spark1 = Pair.Spark1! with { FabricAddress = "192.168.100.1" },
        Spark2 = Pair.Spark2! with { FabricAddress = "192.168.100.2" }
    };

    private static readonly ModelSettings Tuned =
        new() { MaxModelLen = 262144, GpuMemoryUtilization = 0.7, Fastsafetensors = true, PrefixCaching = true, Fp8KvCache = true };

    private static readonly ModelSettings Plain = new() { MaxModelLen = 32768, GpuMemoryUtilization = 0.85, PrefixCaching = false };

    private static CatalogModel Solo => Model("google/gemma-4-26B-A4B-it", ModelNodes.Solo, Tuned, "--tool-call-parser", "gemma4");

    private static CatalogModel Cluster =>
        Model("Qwen/Qwen2.5-72B-Instruct", ModelNodes.Cluster, Plain, "-tp", "2", "--distributed-executor-backend", "ray");

    private const string SoloVllm = "vllm serve google/gemma-4-26B-A4B-it --port 8888 --host 0.0.0.0 --gpu-memory-utilization 0.7 "
        + "--max-model-len 262144 --load-format fastsafetensors --enable-prefix-caching --kv-cache-dtype fp8 --tool-call-parser gemma4";

    private const string ClusterVllm = "vllm serve Qwen/Qwen2.5-72B-Instruct --port 8888 --host 0.0.0.0 --gpu-memory-utilization 0.85 "
        + "--max-model-len 32768 --no-enable-prefix-caching -tp 2 --distributed-executor-backend ray";

    public static TheoryData<string, bool, bool, string> Commands => new()
    {
        { "A", true, false, $"./launch-cluster.sh --name vllm_node exec '{SoloVllm}'" },
        { "B", true, false, $"./launch-cluster.sh --solo --name vllm_node -d exec {SoloVllm}" },
        { "C", true, true, $"./launch-cluster.sh --solo --name vllm_node -d exec {SoloVllm}" },
        { "A", false, true, $"./launch-cluster.sh -n 192.168.100.1,192.168.100.2 --name vllm_node exec '{ClusterVllm}'" },
        { "B", false, false, $"./launch-cluster.sh --name vllm_node -d exec {ClusterVllm}" },
        { "C", false, true, $"./launch-cluster.sh -n 192.168.100.1,192.168.100.2 --name vllm_node -d exec {ClusterVllm}" }
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Each_era_gets_the_command_that_it_understands(string era, bool solo, bool fabric, string expected)
    {
        var launcher = era switch { "A" => EraA, "B" => EraB, _ => EraC };

        var command = Command(solo ? Solo : Cluster, fabric ? Fabric : Pair, launcher);

        Assert.Equal(expected, command.ToString());
        Assert.Equal(era != "A", command.Detaches);
    }

    [Fact]
    public void An_argument_of_JSON_stays_one_word_and_survives_two_shells_in_era_A()
    {
        var model = Solo with { Args = ["--speculative-config", """{"method":"mtp"}"""] };

        Assert.Equal("""{"method":"mtp"}""", Command(model, Pair, EraC).Arguments[^1]);
        Assert.EndsWith("""--speculative-config '{"method":"mtp"}'""", Command(model, Pair, EraA).Arguments[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_solo_model_on_a_launcher_without_solo_says_that_it_starts_everywhere() =>
        Assert.Contains(Command(Solo, Pair, EraA).Notes, note => note.Contains("every node", StringComparison.Ordinal));

    [Fact]
    public void A_cluster_model_that_names_no_parallelism_gets_two()
    {
        var command = Command(Cluster with { Args = [] }, Pair, EraC);

        Assert.EndsWith("--no-enable-prefix-caching -tp 2", command.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(command.Notes);
    }

    [Theory]
    [InlineData("-tp=2", "-tp 2")]
    [InlineData("--tensor-parallel-size=2", "--tensor-parallel-size=2")]
    [InlineData("-pp=2", "-pp 2")]
    public void Parallelism_is_written_as_the_launcher_reads_it(string written, string sent) =>
        Assert.EndsWith($"--no-enable-prefix-caching {sent}", Command(Cluster with { Args = [written] }, Pair, EraC).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Another_container_or_image_mods_and_environment_stand_before_the_action()
    {
        var settings = Pair with { VllmContainer = "llm", VllmImage = "vllm-node-b12x", LauncherDir = "~/my launcher" };
        var model = Solo with { Args = [], Settings = new() { MaxNumSeqs = 4, ExtraArgs = ["--seed", "1"] }, Mods = ["drop-caches"], Env = new Dictionary<string, string> { ["A"] = "b=1" } };

        var command = Command(model, settings, EraC);

        Assert.Equal("./launch-cluster.sh --solo -t vllm-node-b12x --name llm -e A=b=1 --apply-mod mods/drop-caches -d exec vllm serve google/gemma-4-26B-A4B-it "
            + "--port 8888 --host 0.0.0.0 --max-num-seqs 4 --seed 1", command.ToString());
        Assert.StartsWith("cd \"$HOME\"/'my launcher' || exit 1\nexec ./launch-cluster.sh '--solo' '-t'", command.JobScript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("C")]
    public void A_token_goes_by_its_name_beside_what_docker_is_told_already(string era)
    {
        var command = Command(Solo with { Repo = null, LocalPath = "/data/mine" }, Pair, era == "A" ? EraA : EraC, hasToken: true);

        Assert.Equal("-v /data/mine:/data/mine -e HF_TOKEN", command.Environment["VLLM_SPARK_EXTRA_DOCKER_ARGS"]);
        Assert.Equal("hf_x", Assert.Single(LaunchCommand.TokenEnvironment("hf_x")).Value);
    }

    [Fact]
    public void A_token_that_the_model_names_itself_counts()
    {
        var model = Solo with { Env = new Dictionary<string, string> { ["HF_TOKEN"] = "hf_own" } };

        Assert.Empty(Command(model, Pair, EraC, hasToken: true).Environment);
    }

    [Fact]
    public void A_model_with_a_Hub_of_its_own_gets_no_token()
    {
        var model = Solo with { Env = new Dictionary<string, string> { ["HF_ENDPOINT"] = "http://192.168.1.9:8000" } };

        Assert.Empty(Command(model, Pair, EraC, hasToken: true).Environment);
    }

    [Theory]
    [InlineData(true, "-tp", "1")]
    [InlineData(true, "-tp=1")]
    [InlineData(true, "--tensor-parallel-size=1", "-pp", "1")]
    [InlineData(false, "-tp", "1", "-pp", "2")]
    [InlineData(false, "-tp", "2")]
    [InlineData(false)]
    public void A_model_for_two_that_asks_for_one_GPU_is_refused(bool refused, params string[] args)
    {
        var refusal = LaunchCommand.For(Cluster with { Args = args }, Pair, EraC).Refusal;

        Assert.Equal(refused, refusal is not null);
        if (refused) Assert.Contains(args[0].Split('=')[0] + " 1", refusal, StringComparison.Ordinal);
        Assert.Null(LaunchCommand.For(Solo with { Args = args }, Pair, EraC).Refusal);
    }

    [Theory]
    [InlineData("10.0.0.1", "~/spark-vllm-docker", true)]
    [InlineData("10.0.0.9", "~/spark-vllm-docker", false)]
    [InlineData("10.0.0.1", "~/elsewhere", false)]
    [InlineData(null, null, true)]
    public void What_was_read_of_a_launcher_counts_for_its_machine_and_directory(string? host, string? directory, bool counts) =>
        Assert.Equal(counts, new LauncherState { Host = host, Directory = directory }.IsOf(Pair));

    [Fact]
    public void Weights_in_a_directory_are_mounted_where_they_are()
    {
        var command = Command(Solo with { Repo = null, LocalPath = "/data/models/mine" }, Pair, EraB);

        Assert.StartsWith("VLLM_SPARK_EXTRA_DOCKER_ARGS='-v /data/models/mine:/data/models/mine' ./launch-cluster.sh --solo --name vllm_node -d exec vllm serve /data/models/mine ",
            command.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_launcher_without_an_option_for_variables_gets_them_as_docker_arguments() =>
        Assert.Equal("-e A=1", Command(Solo with { Env = new Dictionary<string, string> { ["A"] = "1" } }, Pair, EraA).Environment["VLLM_SPARK_EXTRA_DOCKER_ARGS"]);

    [Theory]
    [InlineData("a b")]
    [InlineData("$(id)")]
    [InlineData("*")]
    [InlineData("a;b")]
    [InlineData("a\n")]
    public void A_value_that_could_become_docker_options_is_refused(string value)
    {
        var plan = LaunchCommand.For(Solo with { Env = new Dictionary<string, string> { ["A"] = value } }, Pair, EraC);

        Assert.Null(plan.Command);
        Assert.Contains("cannot pass A on", plan.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a b")]
    [InlineData("relative")]
    [InlineData("/a:/etc")]
    [InlineData("/a*")]
    public void A_path_that_docker_would_read_otherwise_is_refused(string path) =>
        Assert.NotNull(LaunchCommand.For(Solo with { Repo = null, LocalPath = path }, Pair, EraC).Refusal);

    [Fact]
    public void A_cluster_model_needs_two_Sparks() =>
        Assert.Contains("needs two Sparks", LaunchCommand.For(Cluster, Pair with { Spark2 = null }, EraC).Refusal, StringComparison.Ordinal);

    private static LaunchCommand Command(
        CatalogModel model, EffectiveSettings settings, LauncherCapabilities launcher, bool hasToken = false)
    {
        var plan = LaunchCommand.For(model, settings, launcher, hasToken);
        Assert.Null(plan.Refusal);
        return plan.Command!;
    }

    private static CatalogModel Model(string repo, ModelNodes nodes, ModelSettings settings, params string[] args) => new()
    {
        Key = "m",
        Name = "M",
        Source = ModelSource.Bundled,
        Repo = repo,
        Nodes = nodes,
        Settings = settings,
        BundledSettings = settings,
        Args = args
    };
}
