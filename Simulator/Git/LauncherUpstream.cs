using System.Collections.Concurrent;
using SparkControl.Simulator.Git;

namespace SparkControl.Simulator;

/// <summary>Where the launcher comes from: one branch that grows, the same for both nodes.</summary>
public sealed class LauncherUpstream
{
    internal const string Url = "https://github.com/eugr/spark-vllm-docker";

    private static readonly (string Era, int DaysOld, string Subject)[] _eras =
    [
        ("a", 240, "Launch a cluster with one command"), ("b", 120, "Prebuilt wheels, .env and GB10 discovery"),
        ("c", 30, "PyTorch distributed by default, prebuilt image")
    ];

    private static readonly string[] _subjects =
    [
        "Fix fastsafetensors on cold page cache", "Add recipe for gemma4-31b-it-nvfp4", "Bump vLLM to 0.17.1",
        "launch-cluster: check images before launch", "README: networking notes", "hf-download: use --mkpath"
    ];

    private readonly ConcurrentDictionary<string, LauncherCommit> _commits = new();
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly LauncherCommit _first;
    private LauncherCommit _tip;

    internal LauncherUpstream(TimeProvider time, string era, int commitsAfter)
    {
        _time = time;
        var (now, first) = (Now, LauncherFiles.OfEra("a"));
        var readme = new Dictionary<string, string> { ["README.md"] = first["README.md"] };
        _tip = Add(new(null, "Initial commit", now - TimeSpan.FromDays(300), readme));
        foreach (var step in _eras.Where(step => string.CompareOrdinal(step.Era, era) <= 0))
            Append(step.Subject, now - TimeSpan.FromDays(step.DaysOld), LauncherFiles.OfEra(step.Era));
        for (var left = commitsAfter; left > 0; left--)
        {
            var subject = _subjects[left % _subjects.Length];
            var files = LauncherFiles.WithLine(_tip.Files, "README.md", subject);
            Append(subject, now - TimeSpan.FromHours(19 * left), files);
        }

        _first = _tip;
    }

    /// <summary>The newest commit: 40 hex digits.</summary>
    public string Tip => _tip.Id;

    /// <summary>What is wrong with it, until the pair is reset.</summary>
    public UpstreamFault Fault { get; set; }

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>
    /// One commit more: a line in a file (README.md unless said), or the launcher of an era (a, b or c). Gives its id.
    /// </summary>
    public string Push(string subject, string? file = null, string? era = null)
    {
        lock (_gate)
        {
            return Append(subject, Now, era is null
                ? LauncherFiles.WithLine(_tip.Files, file ?? "README.md", subject)
                : LauncherFiles.OfEra(era));
        }
    }

    /// <summary>Takes back what was pushed; a clone that has fetched it is ahead from then on.</summary>
    public void Rewind()
    {
        lock (_gate) _tip = _first;
    }

    /// <summary>A commit by its id or the beginning of it, also one that was made on a node.</summary>
    internal LauncherCommit? Find(string id) => id.Length < 4
        ? null
        : _commits.GetValueOrDefault(id) ??
            _commits.Values.FirstOrDefault(commit => commit.Id.StartsWith(id, StringComparison.Ordinal));

    internal LauncherCommit Add(LauncherCommit commit) => _commits[commit.Id] = commit;

    /// <summary>The newest commit that is an era's launcher as it came; made when there is none.</summary>
    internal LauncherCommit OfEra(string era)
    {
        var step = _eras.Single(step => step.Era == era);
        for (LauncherCommit? at = _tip; at is not null; at = at.Parent is null ? null : Find(at.Parent))
            if (at.Subject == step.Subject) return at;
        return Find(Push(step.Subject, era: era))!;
    }

    private string Append(string subject, DateTimeOffset at, SortedDictionary<string, string> files)
    {
        _tip = Add(new(_tip.Id, subject, at, files));
        return _tip.Id;
    }
}
