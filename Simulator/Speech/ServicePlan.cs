namespace SparkControl.Simulator.Speech;

/// <summary>What a speech service is made of.</summary>
internal sealed record ServicePlan
{
    public required string Container { get; init; }

    public required string Image { get; init; }

    /// <summary>The words behind `docker run` with which somebody once started it.</summary>
    public required IReadOnlyList<string> Run { get; init; }

    /// <summary>Its port on the node.</summary>
    public required int Port { get; init; }

    /// <summary>What nvidia-smi and ss call it.</summary>
    public required string Process { get; init; }

    /// <summary>Its process id on the node, less 4000.</summary>
    public required int Pid { get; init; }

    /// <summary>Bytes of unified memory that it holds when it is ready.</summary>
    public required long Memory { get; init; }

    /// <summary>How it starts.</summary>
    public required Func<SpeechService, IEnumerable<StartStep>> Start { get; init; }

    /// <summary>What it prints when it is asked to end.</summary>
    public required IReadOnlyList<string> Goodbye { get; init; }

    /// <summary>What it answers to.</summary>
    public required Action<WebApplication, ServiceLife> Map { get; init; }
}
