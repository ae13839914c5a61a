using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Updates;

/// <summary>How an update is to be tried.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record UpdateRequest
{
    /// <summary>The key of a model that is loaded with the new image and asked; without it none is.</summary>
    [RegularExpression(
        "^[a-z0-9][a-z0-9.-]{0,62}$", ErrorMessage = "A model's key has small letters, digits, dots and dashes.")]
    public string? SmokeModel { get; init; }

    /// <summary>The newest commit that was shown: where upstream has moved since, nothing is done.</summary>
    [RegularExpression("^[0-9a-f]{40,64}$", ErrorMessage = "A commit is named by all of its hexadecimal digits.")]
    public string? Tip { get; init; }

    /// <summary>The token of the reservation, if the caller holds it.</summary>
    public string? Token { get; init; }
}

/// <summary>What a roll back and a copy of the image can be told.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LauncherRequest
{
    /// <summary>The token of the reservation, if the caller holds it.</summary>
    public string? Token { get; init; }
}

/// <summary>An update was begun.</summary>
/// <param name="Id">Names it, its state and its log.</param>
/// <param name="Note">What it does not touch, as a sentence; null where nothing runs that could be meant.</param>
public sealed record UpdateAccepted(string Id, string? Note);

/// <summary>The launcher, its upstream, and what can be done.</summary>
/// <param name="Launcher">What the launcher is and can do; null when nobody has read it.</param>
/// <param name="Upstream">Where its repository stands; null when nobody has looked.</param>
/// <param name="Former">What a roll back goes back to; null when nothing was recorded.</param>
/// <param name="Images">The image's id, by node: null where it is missing, absent where unknown.</param>
/// <param name="ImagesDiffer">Whether the two Sparks have different images; null when unknown, or with one.</param>
/// <param name="Job">The update in progress, or the last one.</param>
/// <param name="Hindrance">Why none can be applied now, as far as that is known; null when one can.</param>
/// <param name="Note">What an update does not touch, as a sentence; null where nothing runs.</param>
public sealed record UpdateView(
    LauncherState? Launcher, UpstreamState? Upstream, FormerLauncher? Former,
    IReadOnlyDictionary<string, string?> Images, bool? ImagesDiffer, UpdateState? Job, JobFailure? Hindrance,
    string? Note)
{
    /// <summary>Whether an update was left half-way: launcher and image do not belong together, or are bad.</summary>
    public bool HalfDone { get; init; }

    /// <summary>Whether there is anything that an update would do, as far as that is known.</summary>
    public bool CanApply { get; init; }

    /// <summary>Whether there is anything that a roll back would change, as far as that is known.</summary>
    public bool CanRollBack { get; init; }
}
