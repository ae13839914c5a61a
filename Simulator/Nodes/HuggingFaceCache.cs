using System.Globalization;
using SparkControl.Simulator.Vllm;

namespace SparkControl.Simulator.Nodes;

/// <summary>
/// The models on a node's disk, laid out as huggingface_hub does; blobs are sparse, with the true size.
/// </summary>
internal sealed class HuggingFaceCache(string home)
{
    private const string Config = "config.json";

    public string Hub { get; } = Path.Combine(home, ".cache", "huggingface", "hub");

    public bool Has(string repo) => Directory.Exists(Path.Combine(Folder(repo), "snapshots"));

    public string Folder(string repo) =>
        Path.Combine(Hub, "models--" + repo.Replace("/", "--", StringComparison.Ordinal));

    public static string Commit(string repo) => Sha(repo + "@main")[..40];

    public string Snapshot(string repo) => Path.Combine(Folder(repo), "snapshots", Commit(repo));

    public void Add(string repo)
    {
        foreach (var file in Files(repo)) Add(repo, file);
    }

    public void Remove(string repo)
    {
        if (Directory.Exists(Folder(repo))) Directory.Delete(Folder(repo), recursive: true);
    }

    /// <summary>Makes one file complete: the blob, the snapshot's link to it, and the reference.</summary>
    public void Add(string repo, ModelFile file)
    {
        var blob = BlobPath(repo, file);
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        if (file.Name == Config) File.WriteAllText(blob, ConfigText.Of(repo));
        else using (var stream = File.OpenWrite(blob)) stream.SetLength(file.Size);

        Directory.CreateDirectory(Snapshot(repo));
        var link = Path.Combine(Snapshot(repo), file.Name);
        if (!File.Exists(link))
            File.CreateSymbolicLink(link, Path.Combine("..", "..", "blobs", Path.GetFileName(blob)));

        var references = Directory.CreateDirectory(Path.Combine(Folder(repo), "refs")).FullName;
        File.WriteAllText(Path.Combine(references, "main"), Commit(repo));
    }

    public string BlobPath(string repo, ModelFile file) =>
        Path.Combine(Folder(repo), "blobs", Sha(repo + "/" + file.Name));

    /// <summary>What vLLM would fetch first; nothing for a local path.</summary>
    public IReadOnlyList<ModelFile> Missing(string repo) => repo.Split('/') is [{ Length: > 0 }, { Length: > 0 }]
        ? [.. Files(repo).Where(file => !File.Exists(BlobPath(repo, file)))]
        : [];

    public static IReadOnlyList<ModelFile> Files(string repo)
    {
        var model = ModelProfile.Of(repo);
        var shard = model.WeightBytes / model.Shards;
        return
        [
            new(Config, ConfigText.Of(repo).Length), new("tokenizer.json", 11_422_654), new("generation_config.json", 243),
            .. Enumerable.Range(1, model.Shards).Select(n => new ModelFile(string.Create(
                CultureInfo.InvariantCulture, $"model-{n:D5}-of-{model.Shards:D5}.safetensors"), shard))
        ];
    }

    private static string Sha(string text) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}

/// <summary>One file of a repository and its size in bytes.</summary>
internal sealed record ModelFile(string Name, long Size);
