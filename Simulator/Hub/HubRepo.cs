using System.Security.Cryptography;
using System.Text;
using SparkControl.Simulator.Vllm;

namespace SparkControl.Simulator.Hub;

/// <summary>A repository of the Hub's stand-in at one commit.</summary>
public sealed record HubRepo
{
    // Test repositories say that they are this model.
    private const string Likeness = "Qwen/Qwen3-0.6B";

    private const string Notes = "assets/notes.txt";

    private HubRepo(string name, IReadOnlyList<ModelFile> files) => (Name, Files) = (name, files);

    /// <summary>ORG/NAME.</summary>
    public string Name { get; }

    /// <summary>How access to its files is given: <c>manual</c> or <c>auto</c>; null when everybody has it.</summary>
    public string? Gated { get; init; }

    /// <summary>Who may not see it is told that there is none.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Bytes of all its files.</summary>
    public long TotalBytes => Files.Sum(file => file.Size);

    /// <summary>The commit behind <c>main</c>.</summary>
    public string Commit =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Name + "@main" + Commits)))[..40];

    /// <summary>By path, in the order of their bytes.</summary>
    internal IReadOnlyList<ModelFile> Files { get; private init; }

    // One letter for each commit after the first.
    private string Commits { get; init; } = "";

    /// <summary>The repository after somebody has put another first shard and other notes into it.</summary>
    public HubRepo Moved()
    {
        var commits = Commits + "+";
        var shard = Files.First(file => file.IsLarge);
        return this with
        {
            Commits = commits,
            Files =
            [
                .. Files.Select(file => file == shard
                    ? ModelFile.Written(Name + commits, shard.Name, shard.Size)
                    : file.Name == Notes ? ModelFile.Text(Notes, $"What is in {Name} has changed{commits}\n") : file)
            ]
        };
    }

    /// <summary>A repository whose shards are really written, with sums that are true.</summary>
    public static HubRepo Written(string name, int shards, long shardBytes) => new(name, RepoFiles.Of(
        Likeness, shards, shard => ModelFile.Written(name, shard, shardBytes),
        ModelFile.Text("tokenizer.json", """{"version":"1.0","model":{"type":"BPE"}}"""),
        ModelFile.Text(Notes, $"What is in {name} follows from its name.\n")));

    /// <summary>A repository as large as its name says, of which only the small files have bytes.</summary>
    internal static HubRepo Sparse(string name)
    {
        var model = ModelProfile.Of(name);
        return new(name, RepoFiles.Of(
            name, model.Shards, shard => ModelFile.Sparse(name, shard, model.WeightBytes / model.Shards),
            ModelFile.Sparse(name, "tokenizer.json", 11_422_654)));
    }
}
