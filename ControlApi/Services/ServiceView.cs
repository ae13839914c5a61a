using System.Text.Json;
using System.Text.Json.Serialization;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Services;

/// <summary>The services that are watched.</summary>
/// <param name="Services">vllm, parakeet and magpie, then those of the owner's.</param>
public sealed record ServiceList(IReadOnlyList<ServiceView> Services);

/// <summary>A service as the page shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Node">The Spark it runs on; null when its host is none of them.</param>
/// <param name="Host">The host it answers on; null until it is set.</param>
/// <param name="Container">Its container; null when it has none that is known.</param>
/// <param name="BaseUrl">Where other apps reach it; null until its host is set.</param>
/// <param name="Disabled">Switched off in the settings.</param>
/// <param name="State">How it is, as far as somebody has just looked; null when nobody ever did.</param>
/// <param name="Action">What is being done to it, or was last.</param>
/// <param name="Hindrance">Why nothing can be started or stopped here, as a sentence; null when it can.</param>
/// <param name="MemoryCapGib">The most its container may take, in GiB; null for no cap.</param>
/// <param name="MemoryCapInForceGib">
/// The one that its container has in its present life, in GiB; null when it has none, and when nobody knows.
/// </param>
/// <param name="MemoryCapNote">What a cap bounds and what it cannot; null where there can be none.</param>
/// <param name="Link">Open WebUI with the loaded model; null when it is not set, and when none is loaded.</param>
public sealed record ServiceView(
    string Name, ServiceKind Kind, string? Node, string? Host, string? Container, string? BaseUrl, bool Disabled,
    ServiceState? State, ServiceAction? Action, string? Hindrance, int? MemoryCapGib, int? MemoryCapInForceGib,
    string? MemoryCapNote, string? Link);

/// <summary>Who asks for an action.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ServiceRequest
{
    /// <summary>The app that asks; without it, the page.</summary>
    public string? Source { get; init; }

    /// <summary>Of vLLM: the token of the reservation, if the caller holds it.</summary>
    public string? Token { get; init; }
}

/// <summary>An action was begun.</summary>
/// <param name="Id">Names it; of vLLM, the swap.</param>
public sealed record ServiceAccepted(string Id);

/// <summary>A change of a service's settings; what is absent stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ServiceChange
{
    /// <summary>The most its container may take, in GiB, from 4 to 120; null for no cap.</summary>
    public JsonElement MemoryCapGib { get; init; }

    /// <summary>Whether it is switched off: not asked, and nothing is expected of it.</summary>
    public bool? Disabled { get; init; }
}
