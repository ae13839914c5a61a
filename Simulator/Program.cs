using SparkControl.Simulator;

var builder = Host.CreateApplicationBuilder(args);
var arguments = builder.Configuration;
var options = new SimulatorOptions
{
    Directory = arguments["directory"],
    Era = arguments["era"] ?? "c",
    Speed = arguments.GetValue("speed", 6.0),
    VllmPort = arguments.GetValue("vllm-port", 8888),
    ParakeetPort = arguments.GetValue("parakeet-port", 8000),
    MagpiePort = arguments.GetValue("magpie-port", 9000),
    HubPort = arguments.GetValue("hub-port", 0),
    Logging = LoggerFactory.Create(logging => logging.AddSimpleConsole()),
    ControlPort = arguments.GetValue("control-port", 0)
};
await using var pair = await SimulatedPair.StartAsync(options);
Console.WriteLine(
    $"Two Sparks in {pair.Directory}; vLLM will answer on port {pair.VllmPort}, Parakeet on " +
    $"{pair.Services.Parakeet.Port}, Magpie on {pair.Services.Magpie.Port}, scenarios on {pair.ControlPort}, " +
    $"the Hub on {pair.HubUrl}.");
await builder.Build().RunAsync();
