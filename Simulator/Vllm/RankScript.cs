using System.Globalization;
using SparkControl.Simulator.Hub;

namespace SparkControl.Simulator.Vllm;

/// <summary>The start of a rank without an API, on the worker (--headless). Pure.</summary>
internal static class RankScript
{
    public static IEnumerable<Step> Steps(LoadPlan plan, Voice voice, Pace pace, IReadOnlyList<ModelFile> missing)
    {
        var arguments = plan.Arguments;
        yield return At(4, voice.Info("utils.py:238", "non-default args: " + PythonDictionary.Of(arguments)));
        yield return At(6, voice.Info("multiproc_executor.py:104",
            $"Launching vLLM (v{plan.Version}) headless multiproc executor, with head node address " +
            $"{arguments.MasterAddress} for torch.distributed process group."));
        foreach (var step in DownloadScript.Steps(missing, text => voice.Process(arguments.Rank, text)))
            yield return step;
        yield return new Step(TimeSpan.Zero, null) { Effect = StepEffect.Meet };
        yield return At(3, voice.Worker(arguments.Rank, "parallel_state.py:1351", string.Create(
            CultureInfo.InvariantCulture,
            $"world_size={plan.Ranks} rank={arguments.Rank} local_rank=0 " +
            $"distributed_init_method=tcp://{arguments.MasterAddress} backend=nccl")));

        var shards = plan.Profile.Shards;
        for (var done = 1; done <= shards; done++)
            yield return new Step(plan.WeightTime / shards, null) { Weights = (double)done / shards };
        var seconds = pace.Compressed(plan.WeightTime).TotalSeconds;
        yield return At(1, voice.Worker(arguments.Rank, "default_loader.py:384", string.Create(
            CultureInfo.InvariantCulture, $"Loading weights took {seconds:F2} seconds")));
        yield return At(0.5, voice.Worker(arguments.Rank, "gpu_model_runner.py:4879", string.Create(
            CultureInfo.InvariantCulture,
            $"Model loading took {plan.Weights / (double)(1L << 30):F2} GiB memory and {seconds + 0.4:F6} seconds")));
        if (plan.CacheBytes > 0)
        {
            yield return At(27, voice.Worker(arguments.Rank, "gpu_worker.py:456", string.Create(
                CultureInfo.InvariantCulture, $"Available KV cache memory: {plan.AvailableGib:F2} GiB")));
        }

        yield return new Step(TimeSpan.FromSeconds(1), null) { TakesCache = true };
        yield return new Step(TimeSpan.Zero, null) { Effect = StepEffect.Hang };
    }

    private static Step At(double seconds, string text) => new(TimeSpan.FromSeconds(seconds), text);
}
