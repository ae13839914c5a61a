using SparkControl.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
builder.AddDockerComposeEnvironment("compose");

// Real Sparks are parameters, in user secrets or the environment. Without one the simulated pair is driven.
var head = builder.AddSpark("spark1");
var worker = builder.AddSpark("spark2");
var token = builder.AddParameter("hf-token", builder.Configuration["Parameters:hf-token"] ?? "", secret: true);
var isPublished = builder.ExecutionContext.IsPublishMode;
var data = isPublished ? "/data" : Path.Combine(builder.AppHostDirectory, ".data");

var redis = builder.AddSharedRedis("redis");

var audioProxy = builder.AddProject<Projects.AudioProxy>("audio-proxy")
    .WithReference(redis)
    .WaitFor(redis)
    .WithEnvironment("DATA_DIR", data)
    .WithHttpHealthCheck("/healthz")
    .WithReplicas(2)
    .PublishAsDockerComposeService((_, service) => service.Deploy = new() { Replicas = 2 });

var controlApi = builder.AddProject<Projects.ControlApi>("control-api")
    .WithReference(redis)
    .WaitFor(redis)
    .WithReference(audioProxy)
    .WithEnvironment("DATA_DIR", data)
    .WithEnvironment("HF_TOKEN", token)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/healthz")
    .WithUrlForEndpoint("http", url => url.DisplayText = "Control panel")
    .WithUrlForEndpoint("http", _ => new() { Url = "/openapi/v1.json", DisplayText = "OpenAPI" });

builder.AddProject<Projects.HealthMonitor>("health-monitor")
    .WithReference(redis)
    .WaitFor(redis)
    .WithEnvironment("DATA_DIR", data)
    .WithHttpHealthCheck("/healthz")
    .WithUrlForEndpoint("http", _ => new() { Url = "/metrics", DisplayText = "Metrics" });

if (isPublished || head.IsSet) controlApi.WithSpark(head).WithSpark(worker);
else controlApi.WithSimulatedSparks();

if (!isPublished)
{
    var simulator = builder.AddSimulator(data).WithEnvironment("panel", controlApi.GetEndpoint("http"));
    if (head.IsSet) simulator.WithExplicitStart();
}

builder.Build().Run();
