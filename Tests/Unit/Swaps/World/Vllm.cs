namespace SparkControl.Tests.Unit.Swaps.World;

/// <summary>vLLM in a container: it prints, serves, hangs or dies as the plan has it.</summary>
internal static class Vllm
{
    public const string Wanted = "org/wanted", Another = "org/another";

    public const string FatalWord = "(EngineCore_DP0 pid=3) ERROR torch.OutOfMemoryError: CUDA out of memory.";

    private static readonly string[] Words =
    [
        "(APIServer pid=3) INFO 11-23 03:42:46 [utils.py:238] non-default args: {'model_tag': 'org/wanted'}",
        "(EngineCore_DP0 pid=3) INFO world_size=2 rank=0 local_rank=0 distributed_init_method=tcp://10.0.0.1:29500",
        "(EngineCore_DP0 pid=3) Loading safetensors checkpoint shards:  50% Completed | 1/2 [00:06<00:06,  6.00s/it]",
        "(EngineCore_DP0 pid=3) Loading safetensors checkpoint shards: 100% Completed | 2/2 [00:12<00:00,  6.00s/it]",
        "(EngineCore_DP0 pid=3) INFO [default_loader.py:384] Loading weights took 12.00 seconds",
        "(EngineCore_DP0 pid=3) INFO [backends.py:1069] Using cache directory: /root/.cache for vLLM's torch.compile",
        "(EngineCore_DP0 pid=3) INFO [gpu_worker.py:456] Available KV cache memory: 17.36 GiB",
        "(EngineCore_DP0 pid=3) INFO [gpu_model_runner.py:5102] Graph capturing finished in 9 secs, took 0.30 GiB",
        "(APIServer pid=3) INFO:     Application startup complete."
    ];

    private static readonly string[] RankWords =
    [
        "(APIServer pid=3) INFO 11-23 03:42:50 [multiproc_executor.py:104] Launching vLLM headless multiproc executor",
        "(Worker_TP1 pid=5) INFO world_size=2 rank=1 local_rank=0 distributed_init_method=tcp://10.0.0.1:29500",
        "(Worker_TP1 pid=5) INFO [default_loader.py:384] Loading weights took 12.00 seconds"
    ];

    /// <summary>The worker's rank, which says little and waits for the head.</summary>
    public static void Follow(Container container, Random dice, VirtualTime time)
    {
        Speak(0);

        void Speak(int word)
        {
            if (!container.VllmRuns || word == RankWords.Length) return;

            container.Log.Print(RankWords[word]);
            time.In(dice.Next(200, 9000), () => Speak(word + 1));
        }
    }

    public static void Run(Container container, Plan plan, Random dice, VirtualTime time)
    {
        container.VllmRuns = true;
        Speak(0);

        void Speak(int word)
        {
            if (!container.VllmRuns) return;

            var last = plan.Fate switch
            {
                Fate.Dies or Fate.DiesWithAWord or Fate.LivesOnAfterAWord or Fate.Hangs => dice.Next(1, 8) == 1,
                _ => false
            };
            if (last) End();
            else if (word == Words.Length) Serve();
            else
            {
                if (plan.HeadLogIsReadable && plan.Fate != Fate.SaysNothing) container.Log.Print(Words[word]);
                time.In(dice.Next(200, 4000), () => Speak(word + 1));
            }
        }

        void Serve()
        {
            container.Serves = plan.Fate == Fate.ServesAnother || container.Owner != Pair.Swap ? Another : Wanted;
            time.In(10_000, Traffic);
        }

        void Traffic()
        {
            if (!container.VllmRuns) return;

            container.Log.Print("Engine 000: Avg prompt throughput: 0.0 tokens/s, Running: 0 reqs");
            time.In(10_000, Traffic);
        }

        void End()
        {
            if (plan.Fate is Fate.DiesWithAWord or Fate.LivesOnAfterAWord) container.Log.Print(FatalWord);
            if (plan.Fate is Fate.Dies or Fate.DiesWithAWord) container.VllmRuns = false;
        }
    }
}
