using System.Text.Json.Serialization;
using SparkControl.Simulator.Web;

namespace SparkControl.Simulator.Scenarios;

/// <summary>The pair by HTTP, for tests in other processes and for a person at a demo.</summary>
internal sealed class ControlApi(WebApplication app, int port) : IAsyncDisposable
{
    public int Port { get; } = port;

    public static async Task<ControlApi> StartAsync(SimulatedPair pair, int port)
    {
        port = port == 0 ? Nodes.Ports.Free() : port;
        var builder = LoopbackApp.Create(port);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.SnakeCaseLower));
        });
        var app = builder.Build();
        app.Use(RefuseBrowsersAsync);
        Map(app.MapGroup("/sim"), pair);
        await app.StartAsync();
        return new(app, port);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static void Map(RouteGroupBuilder routes, SimulatedPair pair)
    {
        routes.MapGet("/", () => Show(pair));
        routes.MapPost("/scenario", (ScenarioRequest request) => Choose(pair, request));
        routes.MapPost("/node", (NodeRequest request) => Change(pair, request));
        routes.MapPost("/lose_rank", () => pair.LoseRank()
            ? Results.NoContent()
            : Results.Problem("No model serves on both nodes.", statusCode: 409));
        routes.MapPost("/service", (ServiceRequest request) => Trouble(pair, request));
        routes.MapPost("/break/{service}", (string service) => Break(pair, service));
        routes.MapPost("/mend/{service}", (string service) => Trouble(pair, new(service)));
        routes.MapPost("/log", (LogRequest request) => WriteAsync(pair, request));
        routes.MapUpdates(pair);
        DownloadRoutes.Map(routes, pair);
        routes.MapPost("/reset", async () =>
        {
            await pair.ResetAsync();
            return Results.NoContent();
        });
    }

    // It starts and kills processes of this user: no web page may reach it, by whatever name it found the port.
    private static Task RefuseBrowsersAsync(HttpContext context, RequestDelegate next)
    {
        var isHere = context.Request.Host.Host is "localhost" or "127.0.0.1";
        if (isHere && !context.Request.Headers.ContainsKey("Origin")) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("The simulated pair is not told by web pages what to do: use curl.\n");
    }

    private static IResult Show(SimulatedPair pair) => Results.Ok(new
    {
        pair.Directory,
        pair.VllmPort,
        pair.HubUrl,
        Services = pair.Services.All.Select(
            service => new { service.Container, Node = service.Node.Name, service.Port, service.IsReady }),
        Scenarios = pair.Scenarios.ByModel,
        Upstream = pair.Upstream.Tip,
        Nodes = pair.Nodes.Select(node => new
        {
            node.Name,
            node.Address,
            node.Home,
            node.Environment,
            node.DockerFault,
            Image = node.ImageId(),
            node.MemoryUsed,
            node.DiskBytes,
            node.DiskFree,
            node.Launches,
            Containers = node.Docker.Containers.Select(
                container => new { container.Name, container.Id, container.IsRunning })
        })
    });

    /// <summary>Without a model it is for the next launch.</summary>
    private static IResult Choose(SimulatedPair pair, ScenarioRequest request)
    {
        if (Objection(pair, request) is { } objection) return Results.Problem(objection, statusCode: 409);
        var scenario = new Scenario(request.Scenario);
        if (request.Length is { } length) scenario = scenario with { Length = length };
        if (request.Gib is { } gib) scenario = scenario with { Gib = gib };
        if (request.Lines is { } lines) scenario = scenario with { Lines = lines };
        if (request.MemoryBack is { } seconds) scenario = scenario with { MemoryBack = TimeSpan.FromSeconds(seconds) };
        if (request.Rate is { } rate) scenario = scenario with { Rate = rate };
        if (string.IsNullOrEmpty(request.Model)) pair.Scenarios.SetNext(scenario);
        else pair.Scenarios.Set(request.Model, scenario);
        return Results.NoContent();
    }

    private static string? Objection(SimulatedPair pair, ScenarioRequest request) => request.Scenario switch
    {
        ScenarioKind.ImageMismatch when !string.IsNullOrEmpty(request.Model) =>
            "An image is a node's and not a model's: leave the model out. It then holds until /sim/reset.",
        ScenarioKind.SshDrops or ScenarioKind.HostKeyChanged or ScenarioKind.SilentNode when pair.Head.Sshd is null =>
            "These Sparks are reached by a local shell and not by SSH, which therefore cannot fail.",
        _ => null
    };

    private static IResult Change(SimulatedPair pair, NodeRequest request)
    {
        if (pair.Find(request.Node) is not { } node) return NoSuchNode(request.Node);
        if (request.Docker is { } fault) node.DockerFault = fault;
        if (request.Reachable is { } reachable) node.SetReachable(reachable);
        if (request.Links is { } links) node.SetLinks(links);
        if (request.Internet is { } internet) node.SetInternet(internet);
        if (request.LauncherOwned is { } owned) node.SetLauncherOwned(owned);
        if (request.Build is { } trouble) node.BuildTrouble = trouble;
        if (request.Image is { } image) node.SetImage(image.Length == 0 ? null : image);
        if (request.DropCaches is true) node.DropCaches();
        if (request.GiveMemoryBack is true) node.GiveMemoryBack();
        if (request.AddModel is { } added) node.AddModel(added);
        if (request.RemoveModel is { } removed) node.RemoveModel(removed);
        if (request.DiskGb is { } gb) node.DiskBytes = (long)(gb * 1e9);
        if (request.Uninstall is { } absent) node.Uninstall(absent);
        if (request.Install is { } present) node.Install(present);
        if (request.Running is { } running) node.InventTraffic(running, request.Waiting ?? 0);
        if (request.Stuck is { } stuck) node.StickEngine(stuck);
        if (request.GibLeft is { } gib) node.Squeeze(gib > 0 ? gib : null);
        node.Gpu = node.Gpu with
        {
            Throttle = request.Throttle ?? node.Gpu.Throttle,
            Unmeasured = request.Unmeasured ?? node.Gpu.Unmeasured,
            NoFigure = request.NoFigure ?? node.Gpu.NoFigure
        };
        return Results.NoContent();
    }

    /// <summary>Begins a trouble of a speech service, lets it err, or ends all that it has.</summary>
    private static IResult Trouble(SimulatedPair pair, ServiceRequest request)
    {
        if (pair.Services.Find(request.Service) is not { } service)
            return Results.Problem(
                $"The pair has no service '{request.Service}': parakeet and magpie are all.", statusCode: 404);
        if (request is not { Errors: null, Work: null, Fault: null })
        {
            if (!service.IsParakeet) return Results.Problem($"{service.Container} hears nothing.", statusCode: 409);
            service.Errors = request.Errors ?? service.Errors;
            service.Work = request.Work ?? service.Work;
            if (request.Fault is { } fault) service.Calls.Add(fault);
        }
        else if (request.Trouble is { } trouble)
        {
            if (!service.CanHave(trouble))
                return Results.Problem($"{service.Container} cannot have this trouble.", statusCode: 409);
            service.Begin(trouble, TimeSpan.FromSeconds(request.Seconds ?? 5));
        }
        else service.Recover();
        return Results.NoContent();
    }

    /// <summary>It ends soon after each start until it is mended: for who can only press a button.</summary>
    private static IResult Break(SimulatedPair pair, string service) =>
        Trouble(pair, new(service, Speech.ServiceTrouble.CrashLoop));

    /// <summary>Puts a text into the log of a container, then numbered lines.</summary>
    private static async Task<IResult> WriteAsync(SimulatedPair pair, LogRequest request)
    {
        if (pair.Find(request.Node ?? pair.Head.Name) is not { } node) return NoSuchNode(request.Node);
        if (request.Text is { } text) await node.WriteLogAsync(request.Container, text);
        if (request.Lines is { } lines) await node.FloodLogAsync(request.Container, lines, request.Rate ?? 0);
        return Results.NoContent();
    }

    internal static IResult NoSuchNode(string? name) =>
        Results.Problem($"The pair has no node '{name}': spark1 and spark2 are all.", statusCode: 404);

    private sealed record LogRequest(string Container, string? Node, string? Text, int? Lines, int? Rate);

    private sealed record ScenarioRequest(
        ScenarioKind Scenario, string? Model, int? Length, int? Lines, int? Rate, int? Gib, double? MemoryBack);

    private sealed record ServiceRequest(
        string Service, Speech.ServiceTrouble? Trouble = null, double? Seconds = null,
        Speech.DiarizerErrors? Errors = null, Speech.AudioWork? Work = null, Speech.AudioFault? Fault = null);

    private sealed record NodeRequest(
        string Node, Docker.DockerFault? Docker, bool? Reachable, bool? Links, bool? Internet,
        bool? LauncherOwned, BuildTrouble? Build, string? Image, int? Running, int? Waiting, double? DiskGb,
        string? Uninstall, string? Install, string? AddModel, string? RemoveModel, bool? DropCaches, bool? Stuck,
        bool? GiveMemoryBack, double? GibLeft, IReadOnlyList<string>? Throttle, IReadOnlyList<string>? Unmeasured,
        string? NoFigure);
}
