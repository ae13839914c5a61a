using SparkControl.Simulator;

var builder = Host.CreateApplicationBuilder(args);
var arguments = builder.Configuration;
int Port(string name, int usual = 0) => arguments.GetValue(name, usual);
SimulatedPair pair;
try
{
    pair = await SimulatedPair.StartAsync(new()
    {
        Directory = arguments["directory"],
        Era = arguments["era"] ?? "c",
        Speed = arguments.GetValue("speed", 6.0),
        VllmPort = Port("vllm-port", 8888),
        ParakeetPort = Port("parakeet-port", 8000),
        MagpiePort = Port("magpie-port", 9000),
        HubPort = Port("hub-port"),
        SshPorts = arguments["ssh-port"] is null ? [] : [Port("ssh-port"), Port("ssh-port-2")],
        Logging = LoggerFactory.Create(logging => logging.AddSimpleConsole()),
        ControlPort = Port("control-port")
    });
}
catch (MissingToolsException missing)
{
    await Console.Error.WriteLineAsync(missing.Message);
    return 1;
}

await using var ends = pair;
Console.WriteLine(
    $"Two Sparks in {pair.Directory}; vLLM will answer on port {pair.VllmPort}, Parakeet on " +
    $"{pair.Services.Parakeet.Port}, Magpie on {pair.Services.Magpie.Port}, scenarios on {pair.ControlPort}, " +
    $"the Hub on {pair.HubUrl}.");
using var host = builder.Build();
await host.StartAsync();
var life = host.Services.GetRequiredService<IHostApplicationLifetime>();
if (arguments["panel"] is { Length: > 0 } panel)
{
    try
    {
        await pair.IntroduceAsync(new(panel), life.ApplicationStopping);
        Console.WriteLine($"The panel on {panel} and the Sparks know each other.");
    }
    catch (OperationCanceledException)
    {
        // Ended before the panel had answered.
    }
    catch (Exception refused) when (refused is InvalidOperationException or HttpRequestException)
    {
        // The Sparks are there all the same, for whoever makes the two known to each other by hand.
        Console.WriteLine(refused.Message);
    }
}

await host.WaitForShutdownAsync();
return 0;
