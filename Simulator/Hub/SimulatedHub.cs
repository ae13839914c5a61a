using System.Collections.Concurrent;

namespace SparkControl.Simulator.Hub;

/// <summary>
/// The Hugging Face Hub of the pair's world: which repositories there are, who may have them, and what is wrong with
/// it.
/// </summary>
public sealed class SimulatedHub
{
    /// <summary>A token whose user may have everything.</summary>
    public const string Token = "hf_simulator";

    /// <summary>A token whose user is on the list of no gated repository, and sees no private one.</summary>
    public const string StrangersToken = "hf_stranger";

    private const int RequestsKept = 1000;

    private readonly ConcurrentDictionary<string, HubRepo> _repos = new();
    private readonly ConcurrentDictionary<string, HubRepo> _strangers = new();
    private readonly ConcurrentDictionary<string, string> _renamed = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, HubRepo> _former = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Func<string, bool> _isGated;
    private int _refusals, _retryAfter;

    internal SimulatedHub(Func<string, bool> isGated)
    {
        _isGated = isGated;
        Reset();
    }

    /// <summary>Nobody reaches it: connections are cut.</summary>
    public bool IsAway { get; set; }

    /// <summary>How many entries a page of a tree has.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>The huggingface_hub that runs, whatever was asked for; null for what was.</summary>
    public Version? ToolVersion { get; set; }

    /// <summary>The repositories, by name.</summary>
    public IReadOnlyDictionary<string, HubRepo> Repos => _repos;

    /// <summary>What HTTP asked for, as "GET /path?query", with " (token)" behind it when one was sent.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>
    /// There is such a repository from now on, until a reset. One that was there at another commit stays there, too.
    /// </summary>
    public void Add(HubRepo repo)
    {
        if (_repos.TryGetValue(repo.Name, out var former)) _former[$"{former.Name}@{former.Commit}"] = former;
        _repos[repo.Name] = repo;
    }

    /// <summary>Who asks for a repository by its former name is sent to the present one.</summary>
    public void Rename(string former, string name) => _renamed[former] = name;

    /// <summary>The next so many answers are "too many requests", with the seconds after which to come again.</summary>
    public void LimitRate(int answers, int retryAfterSeconds = 30) =>
        (_retryAfter, _refusals) = (retryAfterSeconds, answers);

    /// <summary>A repository that may be asked for; null when there is none.</summary>
    internal HubRepo? Find(string name) => _isGated(name)
        ? Of(name) with { Gated = "manual" }
        : _repos.GetValueOrDefault(name);

    /// <summary>A repository at a commit, or at the one behind <c>main</c>; null when it has no such one.</summary>
    internal HubRepo? Find(string name, string revision)
    {
        if (Find(name) is not { } repo) return null;
        return revision == "main" || revision == repo.Commit ? repo : _former.GetValueOrDefault($"{name}@{revision}");
    }

    /// <summary>What a repository is called that was renamed, or is written with other capitals.</summary>
    internal string NameOf(string name) => _renamed.GetValueOrDefault(name)
        ?? (_repos.ContainsKey(name) ? name : _repos.Keys.FirstOrDefault(known => IsAlike(known, name)) ?? name);

    /// <summary>What a cache holds of a repository, whether or not the Hub knows it.</summary>
    internal HubRepo Of(string name) =>
        _repos.TryGetValue(name, out var known) ? known : _strangers.GetOrAdd(name, HubRepo.Sparse);

    /// <summary>
    /// Why this user gets nothing; null when he gets it. The page and the list of a gated repository are public, its
    /// files are not.
    /// </summary>
    internal HubRefusal? Refuse(string name, string? token, bool isFile)
    {
        if (_refusals > 0 && Interlocked.Decrement(ref _refusals) >= 0) return HubRefusal.TooMany(_retryAfter);
        if (token is not (null or Token or StrangersToken)) return HubRefusal.BadToken;
        if (Find(name) is not { } repo || (repo.IsPrivate && token != Token))
            return HubRefusal.Unknown(isKnownUser: token is not null);
        return isFile && repo.Gated is not null && token != Token
            ? HubRefusal.Gated(name, isKnownUser: token is not null)
            : null;
    }

    internal void Record(string request)
    {
        _requests.Enqueue(request);
        while (_requests.Count > RequestsKept) _requests.TryDequeue(out _);
    }

    /// <summary>What it had from the start, and nothing wrong with it.</summary>
    internal void Reset()
    {
        (IsAway, PageSize, _refusals, ToolVersion) = (false, 1000, 0, null);
        _repos.Clear();
        _renamed.Clear();
        _former.Clear();
        _requests.Clear();
        foreach (var repo in HubShelf.All) Add(repo);
    }

    private static bool IsAlike(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
