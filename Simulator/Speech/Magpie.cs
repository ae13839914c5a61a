namespace SparkControl.Simulator.Speech;

/// <summary>magpie-tts: a NIM. What it has downloaded is in a volume, to which it must be able to write.</summary>
internal static class Magpie
{
    /// <summary>The volume at /opt/nim/.cache.</summary>
    public const string Cache = "magpie-cache";

    /// <summary>As whom the container runs, who does not get root's rights.</summary>
    public const int User = 1000;

    private const string Image = "nvcr.io/nim/nvidia/magpie-tts-multilingual:latest";

    public static ServicePlan Plan { get; } = new()
    {
        Container = "magpie-tts",
        Image = Image,
        Run =
        [
            "-d", "--name", "magpie-tts", "--restart", "unless-stopped", "--gpus", "all", "--network", "host",
            "--shm-size", "8GB", "-e", "NIM_HTTP_API_PORT=9000", "-e", "NIM_GRPC_API_PORT=50051",
            "-e", "NIM_TAGS_SELECTOR=name=magpie-tts-multilingual", "-v", Cache + ":/opt/nim/.cache", Image
        ],
        Port = Nodes.Ports.Magpie,
        Process = "tritonserver",
        Pid = 93,
        Memory = (long)(1.3 * (1L << 30)),
        Start = Start,
        Goodbye = ["INFO:     Shutting down", "INFO:     Finished server process [1]"],
        Map = Map
    };

    private static IEnumerable<StartStep> Start(SpeechService service)
    {
        yield return new(1.5, "== NVIDIA NIM for Text to Speech ==");
        yield return new(1, "Selected profile: name=magpie-tts-multilingual, gpu=GB10");
        if (service.Node.Docker.Volumes.OwnerOf(Cache) != User)
        {
            yield return new(
                0.5, "Error: failed to create \"/opt/nim/.cache/ngc/hub\": Permission denied (os error 13)");
            yield return new(0, "Failed to download the model profile, exiting", StartEffect.Fail);
        }

        if (service.IsCrashing)
        {
            yield return new(1, "CUDA error: no CUDA-capable device is detected");
            yield return new(0, "Inference server did not start, exiting", StartEffect.Fail);
        }

        yield return new(
            2, "INFO:     Uvicorn running on http://0.0.0.0:9000 (Press CTRL+C to quit)", StartEffect.Listen);
        yield return new(60, "I0000 server.cc:676] loading: magpie-tts-multilingual", StartEffect.TakeMemory);
        yield return new(85, "I0000 server.cc:719] successfully loaded 'magpie-tts-multilingual'", StartEffect.Ready);
    }

    private static void Map(WebApplication app, ServiceLife life)
    {
        app.MapGet("/v1/health/live", () => Results.Json(new { status = "live" }));
        app.MapGet("/v1/health/ready", () => life.IsReady
            ? Results.Json(new { status = "ready" })
            : Results.Json(new { status = "not ready" }, statusCode: StatusCodes.Status503ServiceUnavailable));
        app.MapGet("/v1/metadata", () => Results.Json(new
        {
            version = "1.3.0",
            modelInfo = new[]
            {
                new
                {
                    shortName = "magpie-tts-multilingual:latest",
                    modelUrl = "ngc://nim/nvidia/magpie-tts-multilingual"
                }
            },
            licenseInfo = new { name = "NVIDIA Software License", path = "/opt/nim/LICENSE" }
        }));
        MagpieSpeech.Map(app, life);
    }
}
