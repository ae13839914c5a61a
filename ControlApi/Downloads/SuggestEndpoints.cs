using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Fit;
using SparkControl.ControlApi.Settings;

namespace SparkControl.ControlApi.Downloads;

/// <summary>What a repository is, before it is downloaded: an entry for the catalog, and what it takes.</summary>
public sealed record SuggestAnswer
{
    public required string Key { get; init; }
    public required string Name { get; init; }
    public required string Repo { get; init; }
    public required ModelNodes Nodes { get; init; }
    public required ModelSettings Settings { get; init; }
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>Why, as sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Bytes of all its files.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>How many files it has.</summary>
    public required int Files { get; init; }

    /// <summary>Its files are given to those alone who have agreed to its terms.</summary>
    public required bool Gated { get; init; }

    /// <summary>Where its terms are agreed to; null when there are none to agree to.</summary>
    public string? LicenseUrl { get; init; }

    /// <summary>Free bytes of each Spark's disk, by node; null where nobody knows.</summary>
    public required IReadOnlyDictionary<string, long?> FreeBytes { get; init; }

    /// <summary>Bytes of it that each Spark lacks, by node; null where nobody knows.</summary>
    public required IReadOnlyDictionary<string, long?> MissingBytes { get; init; }

    /// <summary>What must stay free beside what is missing, in bytes: a download that leaves less is refused.</summary>
    public required long SpareBytes { get; init; }

    /// <summary>Whether it fits in memory as it is suggested.</summary>
    public FitAnswer? Fit { get; init; }
}

internal static class SuggestEndpoints
{
    public static IEndpointRouteBuilder MapSuggestions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/models/suggest", SuggestAsync).WithTags("Models");
        return routes;
    }

    /// <summary>What the Hub says of a repository, and what it suggests for the catalog.</summary>
    /// <remarks>
    /// <c>repo</c> is owner/name or the address of its page. <c>notes</c> say why, as its <c>config.json</c> suggests
    /// it; by node <c>free_bytes</c> and <c>missing_bytes</c>, null where unknown; a download that leaves less than
    /// <c>spare_bytes</c> is refused. 400 <c>bad_repo</c>; 403 <c>gated_repo</c> (with the <c>url</c> of its terms),
    /// <c>bad_token</c>; 404 <c>unknown_repo</c>; 502 <c>hub_unreachable</c>; 503 <c>rate_limited</c>.
    /// </remarks>
    internal static async Task<Results<Ok<SuggestAnswer>, ProblemHttpResult>> SuggestAsync(
        string repo, Hub hub, CatalogStore catalog, SettingsStore settings, RepoRoom room, HubFacts facts,
        FitDesk fit, CancellationToken cancel)
    {
        if (RepoName.Of(repo, hub.Address) is not { } name) return DownloadProblems.BadRepo();

        try
        {
            var model = await hub.ReadAsync(name, cancel);
            name = model.Repo;
            var config = await hub.ConfigAsync(name, cancel);
            var said = HubFiles.Facts(config, model.Files.Select(file => KeyValuePair.Create(file.Path, file.Bytes)));
            var suggestion = ModelSuggestion.Of(
                name, said, settings.Current.Spark2 is not null, catalog.Current.Keys);
            facts.Learn(name, said);
            return TypedResults.Ok(Answer(suggestion, model, await room.OfAsync(model, cancel)) with
            {
                Fit = fit.Judge(Entry(suggestion), settings.Current)
            });
        }
        catch (HubException refusal)
        {
            return DownloadProblems.Of(refusal, name, settings.HasToken);
        }
    }

    private static CatalogModel Entry(SuggestedModel suggestion) => new()
    {
        Key = suggestion.Key,
        Name = suggestion.Name,
        Source = ModelSource.Custom,
        Repo = suggestion.Repo,
        Nodes = suggestion.Nodes,
        Settings = suggestion.Settings,
        BundledSettings = suggestion.Settings,
        Args = suggestion.Args
    };

    private static SuggestAnswer Answer(
        SuggestedModel suggestion, HubModel model, IReadOnlyDictionary<string, DiskRoom> rooms) => new()
        {
            Key = suggestion.Key,
            Name = suggestion.Name,
            Repo = suggestion.Repo,
            Nodes = suggestion.Nodes,
            Settings = suggestion.Settings,
            Args = suggestion.Args,
            Notes = suggestion.Notes,
            TotalBytes = model.TotalBytes,
            Files = model.Files.Count,
            Gated = model.IsGated,
            LicenseUrl = model.IsGated ? DownloadFailures.PageOf(model.Repo) : null,
            FreeBytes = rooms.ToDictionary(room => room.Key, room => room.Value.FreeBytes),
            MissingBytes = rooms.ToDictionary(room => room.Key, room => room.Value.MissingBytes),
            SpareBytes = DownloadPlan.Spare
        };
}
