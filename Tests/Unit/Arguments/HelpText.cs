using SparkControl.Simulator.Vllm;

namespace SparkControl.Tests.Unit.Arguments;

/// <summary>Helps of vLLM, as its parser lays them out.</summary>
internal static class HelpText
{
    /// <summary>Where names and words stand in all the ways that there are.</summary>
    public const string Corners = """
        INFO 11-22 20:34:01 [__init__.py:216] Automatically detected platform cuda.
        0.17.1+cu130
        usage: vllm serve [model_tag] [options]

        Search by using: `--help=<ConfigGroup>` to explore options by section (e.g.,
        --help=ModelConfig, --help=Frontend)
          Use `--help=all` to show all available flags at once.

        positional arguments:
          model_tag             The model tag to serve (optional if specified in
                                config)

        options:
          -h, --help            show this help message and exit

        ParallelConfig:
          Configuration for the distributed execution.

          - "external" is no option, and stands where options do.
          --tensor-parallel-size TENSOR_PARALLEL_SIZE, -tp TENSOR_PARALLEL_SIZE
                                Number of tensor parallel groups. See also
                                --words-of-another, which stands further in.
          -pp, --pipeline-parallel-size PIPELINE_PARALLEL_SIZE
          --nnodes NNODES, -n NNODES
                                num of nodes (default: 1)
          --enable-expert-parallel, --no-enable-expert-parallel
          --max-lora-rank {1,8,16,32}  Max LoRA rank, see --rank-of-another.
          --tool-call-parser {a,b, --c} or name registered in --tool-parser-plugin
          --config-format ['auto', 'hf', 'mistral']
          --api-key API_KEY [API_KEY ...]
                                If provided, one of these. - Yes.
          --disable-log-stats   Disable logging, unlike --log-of-another.
          --max_model_len MAX_MODEL_LEN
          --compilation-config.mode MODE

        When passing JSON CLI arguments, the following sets of arguments are equivalent:
           --json-arg '{"key1": "value1", "key2": {"key3": "value2"}}'
           --json-arg.key1 value1 --json-arg.key2.key3 value2
        """;

    /// <summary>The names in <see cref="Corners"/>, in order.</summary>
    public static readonly string[] CornersNames =
    [
        "--api-key", "--compilation-config", "--config-format", "--disable-log-stats", "--enable-expert-parallel",
        "--help", "--max-lora-rank", "--max-model-len", "--nnodes", "--no-enable-expert-parallel",
        "--pipeline-parallel-size", "--tensor-parallel-size", "--tool-call-parser", "-h", "-n", "-pp", "-tp"
    ];

    /// <summary>So many options of no meaning, for a help that is long enough.</summary>
    public static string Others(int count) =>
        string.Concat(Enumerable.Range(1, count).Select(i => $"  --other-{i} OTHER\n"));

    /// <summary>Every option of the simulated vLLM, with its dashes.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        .. VllmOptions.All.SelectMany(option => option.Names).Select(name => $"--{name}"),
        .. VllmOptions.All.Select(option => option.Short).OfType<string>()
    ];
}
