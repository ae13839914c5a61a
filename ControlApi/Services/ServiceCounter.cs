using Microsoft.AspNetCore.Http.HttpResults;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.ControlApi.Connectivity;
using SparkControl.ControlApi.Settings;
using SparkControl.ControlApi.Swaps;

namespace SparkControl.ControlApi.Services;

/// <summary>Takes clicks on services, on any instance: refuses what cannot be, hands on the rest.</summary>
internal sealed class ServiceCounter(
    StateMirror mirror, SettingsStore settings, ServiceDesk desk, VllmVerbs vllm, TimeProvider time)
{
    private const int LongestSource = 128;

    public async Task<Results<Accepted<ServiceAccepted>, ProblemHttpResult>> AskAsync(
        string name, ServiceVerb verb, ServiceRequest? request)
    {
        var source = PlainText.Of(request?.Source, LongestSource) ?? ActionSource.Page;
        if (ActionSource.IsReserved(source)) return ServiceProblems.ReservedSource(source);

        // Another instance may have changed the files a moment ago.
        await settings.RereadAsync(CancellationToken.None);
        if (settings.Current.Services.FirstOrDefault(place => place.Name == name) is not { } place)
            return ServiceProblems.Unknown(name);
        if (ServiceHindrance.Of(place) is { } hindrance) return ServiceProblems.NotControllable(name, hindrance);
        if (mirror.Value(States.Driver)?.AnotherPanel is { } other) return SwapProblems.AnotherPanel(other);
        if (name == "vllm") return Of(await vllm.ActAsync(verb, request?.Token));

        var action = ServiceRules.Ask(name, verb, source, time.GetUtcNow());
        var result = await desk.AskAsync(action);
        return result.Answer == ServiceAnswer.Taken
            ? TypedResults.Accepted($"/api/services/{name}", new ServiceAccepted(action.Id))
            : ServiceProblems.Busy(name, result.What);
    }

    private static Results<Accepted<ServiceAccepted>, ProblemHttpResult> Of(
        Results<Accepted<SwapAccepted>, ProblemHttpResult> answer) => answer.Result switch
        {
            Accepted<SwapAccepted> swap => TypedResults.Accepted(swap.Location, new ServiceAccepted(swap.Value!.Id)),
            var refused => (ProblemHttpResult)refused
        };
}
