using System.Text.Json.Serialization;

namespace SparkControl.Contracts;

/// <summary>Which options the vLLM of an image takes, as its own help says, for the images that were asked.</summary>
/// <param name="Images">What came of each ask, the newest first; <see cref="Kept"/> at most.</param>
public sealed record OptionsState(IReadOnlyList<ImageOptions> Images)
{
    /// <summary>The present image, the one before it, and one that was tried between.</summary>
    public const int Kept = 3;

    /// <summary>The ask that is under way, or was when its driver was lost; null for none.</summary>
    public OptionsAsk? Asking { get; init; }

    /// <summary>What came of asking an image; null when it never was asked.</summary>
    public ImageOptions? Of(string? image) => Images.FirstOrDefault(asked => asked.Image == image);

    /// <summary>The same after an ask.</summary>
    public OptionsState With(ImageOptions asked) =>
        new([asked, .. Images.Where(other => other.Image != asked.Image).Take(Kept - 1)]);
}

/// <summary>What came of asking an image for its options.</summary>
/// <param name="Image">The image's id.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Names">Every name of every option, with its dashes; none when it did not say.</param>
public sealed record ImageOptions(string Image, DateTimeOffset AskedAt, IReadOnlyList<string> Names)
{
    /// <summary>What <c>vllm --version</c> said; null when that was nothing of use.</summary>
    public string? Version { get; init; }

    /// <summary>Why it did not say, as a sentence; null when it did.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether arguments can be judged by it.</summary>
    [JsonIgnore]
    public bool IsKnown => Names.Count > 0;
}

/// <summary>An ask under way.</summary>
/// <param name="Job">The remote job's name on the head, and the end of its container's.</param>
/// <param name="Image">The image's id.</param>
/// <param name="At">When it began.</param>
public sealed record OptionsAsk(string Job, string Image, DateTimeOffset At);
