namespace SparkControl.Contracts;

/// <summary>The environment of commands that run on this machine.</summary>
public sealed record LocalShellSettings
{
    /// <summary>
    /// Variables that replace the process's own, HOME and PATH among them; empty for the process's own.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
