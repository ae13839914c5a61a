namespace SparkControl.Simulator.Speech;

/// <summary>parakeet-asr: NeMo behind FastAPI, patched to find speakers too.</summary>
internal static class Parakeet
{
    public const string Model = "nvidia/parakeet-tdt-0.6b-v3";

    public const string Diarizer = "nvidia/diar_sortformer_4spk-v1";

    public const string Embedder = "nvidia/speakerverification_en_titanet_large";

    private const string Listening = "INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)";

    public static ServicePlan Plan { get; } = new()
    {
        Container = "parakeet-asr",
        Image = "parakeet-asr:latest",
        Run =
        [
            "-d", "--name", "parakeet-asr", "--restart", "unless-stopped", "--gpus", "all", "--network", "host",
            "--ipc", "host", "-v", "parakeet-models:/root/.cache", "parakeet-asr:latest",
            "uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"
        ],
        Port = Nodes.Ports.Parakeet,
        Process = "python3",
        Pid = 71,
        Memory = (long)(1.8 * (1L << 30)),
        Start = Start,
        Goodbye = ["INFO:     Shutting down", "INFO:     Application shutdown complete."],
        Map = Map
    };

    private static IEnumerable<StartStep> Start(SpeechService service)
    {
        yield return new(1.2, "INFO:     Started server process [1]");
        yield return new(0, "INFO:     Waiting for application startup.");
        yield return new(0.6, $"Loading {Model}");
        if (service.IsCrashing)
        {
            foreach (var line in _crash) yield return new(0, line);
            yield return new(0, "ERROR:    Application startup failed. Exiting.", StartEffect.Fail);
        }

        if (service.Answers.ListensEarly) yield return new(0, Listening, StartEffect.Listen);
        yield return new(3.5, $"Restored {Model}", StartEffect.TakeMemory);
        if (service.IsPatched) yield return new(1.4, $"Restored {Diarizer}");
        yield return new(0.1, "INFO:     Application startup complete.");
        yield return new(0, service.Answers.ListensEarly ? "INFO:     Model is ready" : Listening, StartEffect.Ready);
    }

    private static readonly string[] _crash =
    [
        "Traceback (most recent call last):",
        "  File \"/opt/parakeet/app/main.py\", line 61, in lifespan",
        $"    model = nemo_asr.models.ASRModel.from_pretrained(\"{Model}\").cuda()",
        "RuntimeError: CUDA driver initialization failed, you might not have a CUDA gpu."
    ];

    private static void Map(WebApplication app, ServiceLife life)
    {
        var loaded = life.Pace.Now;
        ParakeetHealth.Map(app, life, loaded);
        app.MapGet("/v1/models", () => Results.Json(new
        {
            @object = "list",
            data = new[]
            {
                new { id = Model, @object = "model", created = loaded.ToUnixTimeSeconds(), owned_by = "nvidia" }
            }
        }));
        ParakeetAudio.Map(app, life);
    }
}
