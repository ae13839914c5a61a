using System.Collections.Concurrent;

namespace SparkControl.Simulator;

/// <summary>
/// What upstream has to give: the image that is pulled, and what a build makes of its sources. Knows what is in every
/// image that came of it, on whichever node it is.
/// </summary>
public sealed class ImageRegistry
{
    internal const string Reference = "eugr/spark-vllm:latest", FirstVersion = "0.17.1";

    private readonly ConcurrentDictionary<string, Content> _contents = new();
    private readonly Random _random;
    private readonly string _release;
    private readonly Lock _gate = new();
    private volatile Content _current = new(FirstVersion, ImageFault.None);

    /// <param name="seed">Makes ids the same in every run.</param>
    /// <param name="directory">Of the pair: scripts that make images read the version of today's vLLM there.</param>
    internal ImageRegistry(int seed, string directory)
    {
        (_random, _release) = (new(seed), Path.Combine(directory, "release"));
        Prebuilt = Publish(FirstVersion);
    }

    /// <summary>The id of the image that a pull brings.</summary>
    public string Prebuilt { get; private set; }

    /// <summary>
    /// A newer image is there to be pulled, and builds from now on have this vLLM too, each under an id of its own.
    /// Gives the id that a pull brings.
    /// </summary>
    public string Publish(string version, ImageFault fault = ImageFault.None)
    {
        _current = new(version, fault);
        File.WriteAllText(_release, version + "\n");
        return Prebuilt = Build();
    }

    /// <summary>An image made of what upstream has now.</summary>
    internal string Build()
    {
        var bytes = new byte[32];
        lock (_gate) _random.NextBytes(bytes);
        var id = "sha256:" + Convert.ToHexStringLower(bytes);
        _contents[id] = _current;
        return id;
    }

    /// <summary>What is in an image; one that came from elsewhere is as the first was.</summary>
    internal Content In(string id) => _contents.GetValueOrDefault(id) ?? new(FirstVersion, ImageFault.None);

    /// <summary>The launcher's images have an entry point of NVIDIA's; others have not.</summary>
    internal bool Knows(string id) => _contents.ContainsKey(id);

    /// <summary>What is built or pulled from now on is sound; what is there stays as it is.</summary>
    internal void Recover()
    {
        if (_current.Fault != ImageFault.None) Publish(_current.Version);
    }

    internal sealed record Content(string Version, ImageFault Fault);
}
