namespace SparkControl.Simulator.Tools;

/// <summary>The git repository of a node's launcher: where it stands against its upstream.</summary>
internal sealed class LauncherRepository(int behind)
{
    private static readonly string[] _subjects =
    [
        "Fix fastsafetensors on cold page cache", "Add recipe for gemma4-31b-it-nvfp4", "Bump vLLM to 0.17.1",
        "launch-cluster: check images before launch", "README: networking notes", "hf-download: use --mkpath"
    ];

    public int Behind { get; set; } = behind;

    public bool IsDetached { get; set; }

    /// <summary>A changed file blocks a pull.</summary>
    public string? LocalEdit { get; set; }

    public int Head { get; set; } = 1000;

    public int Upstream => Head + Behind;

    public static string Commit(int number) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number)))[..40];

    public static string Subject(int number) => _subjects[number % _subjects.Length];

    /// <summary>The number behind a hash or its beginning; null when there is no such commit.</summary>
    public int? Find(string text) => text is "origin/main" or "@{u}" or "FETCH_HEAD" ? Upstream
        : text is "HEAD" ? Head
        : text is "main" ? Upstream
        : Enumerable.Range(Head - 50, 100)
            .Where(n => text.Length >= 7 && Commit(n).StartsWith(text, StringComparison.Ordinal))
            .Select(n => (int?)n).FirstOrDefault();
}
