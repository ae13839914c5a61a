namespace SparkControl.Simulator;

/// <summary>How a simulated pair is set up.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Where the nodes live; null is a new directory under the temporary one, removed at the end.</summary>
    public string? Directory { get; init; }

    /// <summary>Which launcher is installed: "a", "b" or "c".</summary>
    public string Era { get; init; } = "c";

    /// <summary>How much faster than the real thing everything goes. At 6 a model loads in 20 to 40 seconds.</summary>
    public double Speed { get; init; } = 6;

    /// <summary>The loopback port behind 8888 of the head; 0 is any free one.</summary>
    public int VllmPort { get; init; }

    /// <summary>
    /// The node on which Parakeet and Magpie run: spark2, or spark1 as where there is no other; null leaves them out.
    /// </summary>
    public string? SpeechNode { get; init; } = "spark2";

    /// <summary>The loopback address on which they listen.</summary>
    public string SpeechHost { get; init; } = "127.0.0.1";

    /// <summary>The port there behind Parakeet's 8000; 0 is any free one.</summary>
    public int ParakeetPort { get; init; }

    /// <summary>The port there behind Magpie's 9000; 0 is any free one.</summary>
    public int MagpiePort { get; init; }

    /// <summary>The loopback port of the control API; null is none, 0 any free one.</summary>
    public int? ControlPort { get; init; }

    /// <summary>The loopback port of the Hub, which <c>hf</c> needs not; null is none, 0 any free one.</summary>
    public int? HubPort { get; init; }

    /// <summary>
    /// The loopback ports of a real sshd for the head and the worker; empty: the pair is reached by a local shell only.
    /// </summary>
    public IReadOnlyList<int> SshPorts { get; init; } = [];

    /// <summary>Repositories that are in the Hugging Face cache of both nodes from the start.</summary>
    public IReadOnlyList<string> Models { get; init; } =
    [
        "RedHatAI/Qwen3-VL-235B-A22B-Instruct-NVFP4", "google/gemma-4-26B-A4B-it",
        "RedHatAI/Qwen3.6-35B-A3B-NVFP4", "Qwen/Qwen3-235B-A22B-Instruct-2507-FP8", "Qwen/Qwen2.5-72B-Instruct"
    ];

    /// <summary>Commits that the launcher's repository is behind its upstream.</summary>
    public int CommitsBehind { get; init; } = 3;

    /// <summary>Makes ids and jitter the same in every run.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The clock of the pair.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the pair says what goes wrong inside itself.</summary>
    public ILoggerFactory? Logging { get; init; }
}
