using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SparkControl.Contracts;
using SparkControl.Contracts.Redis;
using SparkControl.Tests.Integration.Redis;
using SparkControl.Tests.Integration.Services;
using SparkControl.Tests.Integration.Ssh;
using Xunit;

namespace SparkControl.Tests.Integration.Chaos;

/// <summary>
/// A Spark behind a real sshd, with a docker that takes as long as the test wants, a redis-server and a data directory:
/// what outlives the panels that act on a service.
/// </summary>
internal sealed class ServiceRig : IAsyncDisposable
{
    private readonly TempDirectory data = new();

    private ServiceRig(TestSshd sshd) => (Sshd, Docker) = (sshd, new(sshd.Home));

    public RedisFixture Redis { get; } = new();

    public StubDocker Docker { get; }

    private TestSshd Sshd { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ServiceRig> StartAsync()
    {
        var rig = new ServiceRig(await TestSshd.StartAsync());
        rig.Sshd.Install("docker", StubDocker.Text);
        rig.Docker.Make(ServicePanel.Parakeet);
        await rig.Redis.InitializeAsync();
        return rig;
    }

    public Task<PanelProcess> PanelAsync() => PanelProcess.StartAsync("ControlApi.dll", new Dictionary<string, string>
    {
        ["DATA_DIR"] = data.Path,
        ["BIND_PORT"] = "0",
        ["ConnectionStrings__redis"] = Redis.ConnectionString,
        ["SSH_KEY_PATH"] = Sshd.Key,
        ["SPARK1_HOST"] = "127.0.0.1",
        ["SPARK1_PORT"] = Sshd.Port.ToString(CultureInfo.InvariantCulture),
        ["SPARK1_USER"] = System.Environment.UserName,
        ["SPARK1_HOST_KEY"] = $"{Sshd.HostKey.Type} {Sshd.HostKey.Fingerprint}"
    });

    /// <summary>Asks for a restart as soon as it can be, and returns with its id when docker was told.</summary>
    public async Task<string> RestartAsync(PanelProcess panel)
    {
        var said = "";
        await Moment.WhenAsync(
            async () =>
            {
                using var answer = await panel.Http.PostAsJsonAsync(
                    "/api/services/parakeet/restart", new { }, Cancel);
                said = await answer.Content.ReadAsStringAsync(Cancel);
                return answer.StatusCode == HttpStatusCode.Accepted;
            },
            () => $"a restart is taken: {said}");
        await Moment.WhenAsync(() => Task.FromResult(Docker.Calls.Count > 0), () => $"docker was told\n{panel.Said}");
        return (string)JsonNode.Parse(said)!["id"]!;
    }

    /// <summary>Returns with the action when it has ended, as a panel shows it.</summary>
    public static async Task<ServiceAction> EndAsync(PanelProcess panel, string id)
    {
        ServiceAction? seen = null;
        await Moment.WhenAsync(
            async () =>
            {
                var view = await panel.Http.GetFromJsonAsync<JsonNode>("/api/services/parakeet", Cancel);
                seen = view!["action"] is { } action ? Wire.Read<ServiceAction>(action.ToJsonString()) : null;
                return seen is { IsActive: false } && seen.Id == id;
            },
            () => $"the action has ended; it is {(seen is null ? "nothing" : Wire.Write(seen))}\n{panel.Said}");
        return seen!;
    }

    /// <summary>It was done, docker was told once, and the log has one line of it.</summary>
    public async Task IsDoneOnceAsync(ServiceAction action)
    {
        Assert.True(action.Phase == ActionPhase.Done, Wire.Write(action));
        Assert.Equal([$"restart {ServicePanel.Parakeet}"], Docker.Calls);
        await using var redis = await RedisLink.ConnectAsync(Redis.ConnectionString);
        var line = Wire.Read<ConnectivityEntry>(
            Assert.Single(await new HandOver(redis, redis.Keys.Inbox).WaitingAsync()));
        Assert.Equal((action.Id, true), (line.Id, line.Ok));
        Assert.Equal(0, await redis.Database.ListLengthAsync(Keys.Taken(redis.Keys.Requests)));
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Sshd.DisposeAsync();
        data.Dispose();
    }
}
