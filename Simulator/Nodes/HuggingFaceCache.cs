using SparkControl.Simulator.Hub;

namespace SparkControl.Simulator.Nodes;

/// <summary>The models on a node's disk, laid out as huggingface_hub does.</summary>
/// <param name="hub">The directory <c>hub</c> of HF_HOME.</param>
/// <param name="world">Which files a repository has.</param>
internal sealed class HuggingFaceCache(string hub, SimulatedHub world)
{
    public static string Of(string home) => Path.Combine(home, ".cache", "huggingface", "hub");

    public bool Has(string repo) => Directory.Exists(Path.Combine(Folder(repo), "snapshots"));

    public string Folder(string repo) => Path.Combine(hub, Name(repo));

    public string Snapshot(string repo) => Snapshot(world.Of(repo));

    public string Snapshot(HubRepo repo) => Path.Combine(Folder(repo.Name), "snapshots", repo.Commit);

    /// <summary>Makes all of a repository complete.</summary>
    public void Add(string repo)
    {
        foreach (var file in world.Of(repo).Files) Add(repo, file);
    }

    public void Remove(string repo)
    {
        if (Directory.Exists(Folder(repo))) Directory.Delete(Folder(repo), recursive: true);
    }

    /// <summary>Makes one file complete: the blob, the snapshot's link to it, and the reference.</summary>
    public void Add(string repo, ModelFile file)
    {
        Refer(world.Of(repo), namesMain: true);
        var blob = BlobPath(repo, file);
        if (!File.Exists(blob))
        {
            using var stream = File.Create(blob);
            if (file.IsSparse) stream.SetLength(file.Size);
            else file.Open().CopyTo(stream);
        }

        Link(world.Of(repo), file);
    }

    /// <summary>
    /// Makes the places where files go, and says which commit is <c>main</c> where that was asked for.
    /// </summary>
    public void Refer(HubRepo repo, bool namesMain)
    {
        Directory.CreateDirectory(Path.Combine(Folder(repo.Name), "blobs"));
        Directory.CreateDirectory(Snapshot(repo));
        if (!namesMain) return;
        var references = Directory.CreateDirectory(Path.Combine(Folder(repo.Name), "refs")).FullName;
        File.WriteAllText(Path.Combine(references, "main"), repo.Commit);
    }

    /// <summary>Shows a blob in the snapshot, in place of what an earlier one had there.</summary>
    public void Link(HubRepo repo, ModelFile file)
    {
        var link = new FileInfo(Path.Combine(Snapshot(repo), file.Name));
        var up = string.Concat(Enumerable.Repeat("../", file.Name.Count(letter => letter == '/') + 2));
        var target = $"{up}blobs/{file.Oid}";
        if (link.LinkTarget == target) return;
        if (link.LinkTarget is { } former)
        {
            File.Delete(Path.Combine(Folder(repo.Name), "blobs", Path.GetFileName(former)));
            link.Delete();
        }

        link.Directory!.Create();
        link.CreateAsSymbolicLink(target);
    }

    /// <summary>The file by which one download keeps another from the same blob; it is not removed.</summary>
    public void Lock(string repo, ModelFile file)
    {
        var locks = Directory.CreateDirectory(Path.Combine(hub, ".locks", Name(repo))).FullName;
        File.WriteAllText(Path.Combine(locks, file.Oid + ".lock"), "");
    }

    public string BlobPath(string repo, ModelFile file) => Path.Combine(Folder(repo), "blobs", file.Oid);

    /// <summary>What has to be fetched first; nothing for a local path.</summary>
    public IReadOnlyList<ModelFile> Missing(string repo) => repo.Split('/') is [{ Length: > 0 }, { Length: > 0 }]
        ? [.. world.Of(repo).Files.Where(file => !File.Exists(BlobPath(repo, file)))]
        : [];

    private static string Name(string repo) => "models--" + repo.Replace("/", "--", StringComparison.Ordinal);
}
