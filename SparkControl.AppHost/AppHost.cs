using SparkControl.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
builder.AddDockerComposeEnvironment("compose");

// Real Sparks are parameters, in user secrets or the environment: CONTRIBUTING.md shows how. Without one the simulated
// pair is driven, each of it behind a real sshd: that needs OpenSSH on this machine.
var head = builder.AddSpark("spark1");
var worker = builder.AddSpark("spark2");
var token = builder.AddParameter("hf-token", builder.ValueOf("hf-token"), secret: true);
var isPublished = builder.ExecutionContext.IsPublishMode;

// Pins, usual loads, what went wrong: what was learned of one pair is wrong of the other.
var world = isPublished || head.IsSet ? "real" : "simulated";
var files = Path.Combine(builder.AppHostDirectory, ".data");
var data = isPublished ? "/data" : Path.Combine(files, world);
var cache = isPublished ? "/cache" : Path.Combine(data, "cache");

var redis = builder.AddSharedRedis("redis");

var audioProxy = builder.AddProject<Projects.AudioProxy>("audio-proxy")
    .WithReference(redis)
    .WaitFor(redis)
    .WithEnvironment("Cluster", world)
    .WithEnvironment("DATA_DIR", data)
    .WithEnvironment("CACHE_DIR", cache)
    .WithHttpHealthCheck("/healthz")
    .WithReplicas(2)
    .PublishAsDockerComposeService((_, service) => service.Deploy = new() { Replicas = 2 });

var controlApi = builder.AddProject<Projects.ControlApi>("control-api")
    .WithReference(redis)
    .WaitFor(redis)
    .WithReference(audioProxy)
    .WithEnvironment("Cluster", world)
    .WithEnvironment("DATA_DIR", data)
    .WithEnvironment("HF_TOKEN", token)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/healthz")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Control panel")
    .WithUrlForEndpoint("http", _ => new() { Url = "/openapi/v1.json", DisplayText = "OpenAPI" });

builder.AddProject<Projects.HealthMonitor>("health-monitor")
    .WithReference(redis)
    .WaitFor(redis)
    .WithEnvironment("Cluster", world)
    .WithEnvironment("DATA_DIR", data)
    .WithHttpHealthCheck("/healthz")
    .WithUrlForEndpoint("http", _ => new() { Url = "/metrics", DisplayText = "Metrics" });

if (isPublished || head.IsSet) controlApi.WithSpark(head).WithSpark(worker);
else controlApi.WithSimulatedSparks();

if (!isPublished)
{
    var simulator = builder.AddSimulator(Path.Combine(files, "simulated"));
    // A panel of real Sparks would take the host keys of the simulated ones for theirs.
    if (head.IsSet) simulator.WithExplicitStart();
    else simulator.WithEnvironment("panel", controlApi.GetEndpoint("http"));
}

builder.Build().Run();
