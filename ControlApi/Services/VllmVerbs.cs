using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Catalog;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Services;

/// <summary>
/// vLLM's container is not started and stopped, its models are loaded and unloaded: the same words mean swaps.
/// </summary>
internal sealed class VllmVerbs(SwapCounter counter, CatalogStore catalog, ServedNow served, StateMirror mirror)
{
    /// <param name="verb">What is wanted.</param>
    /// <param name="token">The reservation's token, if the caller has one.</param>
    /// <param name="action">The action of a machine's by which it is; null for a click.</param>
    public Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> ActAsync(
        ServiceVerb verb, string? token = null, string? action = null) => verb switch
        {
            ServiceVerb.Stop => counter.StopAsync(model: null, token, action),
            ServiceVerb.Start when served.Model is { } now && !IsStuck => Refuse(ServiceProblems.ServesAlready(now.Id)),
            ServiceVerb.Restart when served.Model is { } now => KeyOf(now) is { } key
                ? counter.BeginAsync(new() { Model = key, Token = token }, action)
                : Refuse(ServiceProblems.NotOfCatalog(now.Id)),
            ServiceVerb.Start or ServiceVerb.Restart => mirror.Value(States.Good) is { } good
                ? counter.BeginAsync(new() { Model = good.Model, Token = token }, action)
                : Refuse(ServiceProblems.NoModelYet()),
            _ => Refuse(ServiceProblems.NotControllable("vllm", "A model's memory is set in its own settings."))
        };

    private bool IsStuck =>
        mirror.Value(States.Service("vllm")) is { Verdict: ServiceVerdict.Unhealthy, Trouble: not null };

    // Several models of the catalog may have the same weights: that which was loaded is meant.
    private string? KeyOf(ServedModel now) => mirror.Value(States.Good) is { } good && IsServed(good.Weights, now)
        ? good.Model
        : catalog.Current.Models.FirstOrDefault(model => IsServed(model.Weights, now))?.Key;

    private static bool IsServed(string weights, ServedModel now) => weights == now.Id || weights == now.Root;

    private static Task<Results<Accepted<SwapAccepted>, ProblemHttpResult>> Refuse(ProblemHttpResult problem) =>
        Task.FromResult<Results<Accepted<SwapAccepted>, ProblemHttpResult>>(problem);
}
