using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.ControlApi.Files;

namespace SparkControl.ControlApi.Catalog;

/// <summary>
/// A model of the user's, or a change of one: then a member that is not given stays as it is, and null takes it away.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ModelRequest
{
    private readonly HashSet<string> given = [];

    /// <summary>The key of a new model; without it one is made from the name.</summary>
    public string? Key { get; init; }

    /// <summary>What people call it; without it the last part of its weights' name.</summary>
    public string? Name { get; init => field = Given(value); }

    /// <summary>Its repository on Hugging Face as owner/name, or the address of a page of it.</summary>
    public string? Repo { get; init => field = Given(value) is { } pasted ? HubAddress.RepoOf(pasted) : null; }

    /// <summary>A directory on the Sparks; in place of a repository.</summary>
    public string? LocalPath { get; init => field = Given(value); }

    /// <summary>On how many Sparks it runs.</summary>
    public ModelNodes? Nodes { get; init => field = Given(value); }

    /// <summary>Its settings as the catalog has them: what a reset goes back to.</summary>
    public ModelSettingsRequest? Settings { get; init => field = Given(value); }

    /// <summary>Further arguments of <c>vllm serve</c>, one by one.</summary>
    public IReadOnlyList<string>? Args { get; init => field = Given(value); }

    /// <summary>Mods of the launcher.</summary>
    public IReadOnlyList<string>? Mods { get; init => field = Given(value); }

    /// <summary>Variables of the container.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init => field = Given(value); }

    /// <summary>Take a memory share above 0.90 all the same.</summary>
    public bool Force { get; init; }

    /// <summary>The revision that was read; without it, whatever is there is changed.</summary>
    public string? Revision { get; init; }

    /// <summary>What is wrong with it as a whole; null when nothing is.</summary>
    internal ProblemHttpResult? Refusal
    {
        get
        {
            var wrong = ModelRequestRules.Problems(this).FirstOrDefault(problem => problem.Value is not null);
            return wrong.Value is { } sentence
                ? ModelProblems.Invalid("invalid", wrong.Key, sentence)
                : (Force ? Settings?.Forced : Settings)?.Refusal;
        }
    }

    /// <summary>
    /// What it asks for, by the paths of the fields in an entry, in their order; null takes one away. What leads to the
    /// weights is one thing: a repository takes the place of a directory.
    /// </summary>
    internal IReadOnlyList<KeyValuePair<string[], YamlValue?>> Changes =>
    [
        .. Change(nameof(Name), ModelYaml.Text(Name)),
        .. Change(nameof(Repo), ModelYaml.Text(Repo), instead: LocalPath),
        .. Change(nameof(LocalPath), ModelYaml.Text(LocalPath), instead: Repo),
        .. Change(nameof(Nodes), Nodes is { } nodes ? YamlValue.Plain(Wire.Word(nodes)) : null),
        .. Settings?.Change.Fields.Select(one => At(["settings", one.Key], Said(one.Value)))
            ?? Change(nameof(Settings), null),
        .. Change(nameof(Args), ModelYaml.Texts(Args)),
        .. Change(nameof(Mods), ModelYaml.Texts(Mods)),
        .. Change(nameof(Env), ModelYaml.Variables(Env))
    ];

    private IEnumerable<KeyValuePair<string[], YamlValue?>> Change(
        string property, YamlValue? value, string? instead = null) =>
        given.Contains(property) || !string.IsNullOrEmpty(instead)
            ? [At([JsonNamingPolicy.SnakeCaseLower.ConvertName(property)], value)]
            : [];

    // In an entry of its own nothing stands below the arguments: none are as good as not said.
    private static YamlValue? Said(YamlValue? value) => value is YamlList { Items.Count: 0 } ? null : value;

    private static KeyValuePair<string[], YamlValue?> At(string[] path, YamlValue? value) => new(path, value);

    private T Given<T>(T value, [CallerMemberName] string property = "")
    {
        given.Add(property);
        return value;
    }
}
