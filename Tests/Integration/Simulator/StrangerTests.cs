using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using SparkControl.Simulator;
using Xunit;

namespace SparkControl.Tests.Integration.Simulator;

/// <summary>
/// The pair's two ports are open to every program of the machine, and obey only those that belong to it.
/// </summary>
public sealed class StrangerTests : PairFixture
{
    private const string Run = "run\0-d\0--name\0mine\0vllm-node\0sleep\0infinity\0";

    [Theory]
    [InlineData("")]
    [InlineData("no-secret\0")]
    [InlineData("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n\r\n\0")]
    public async Task A_request_without_the_secret_of_the_pair_is_not_answered_and_starts_nothing(string first)
    {
        Assert.Equal("", await AskAsync($"{first}spark1\0\0docker\0/\0{1}\0{7}\0{Run}"));

        Assert.Empty(Head.Lives);
    }

    [Fact]
    public async Task A_request_that_never_ends_its_first_word_is_cut()
    {
        Assert.Equal("", await AskAsync(new string('x', 100_000)));
    }

    [Fact]
    public async Task A_node_that_the_pair_does_not_have_is_nobody()
    {
        var secret = (await File.ReadAllTextAsync(Path.Combine(Head.Home, "..", "secret"), Cancel)).TrimEnd();

        Assert.Equal("text 125\ndocker: the pair has no node 'spark3'\n\0\0",
            await AskAsync($"{secret}\0spark3\0\0docker\0/\0{1}\0{7}\0{Run}"));

        Assert.Empty(Head.Lives);
    }

    [Fact]
    public void The_secret_is_for_this_user_alone_and_in_no_variable()
    {
        var file = Path.Combine(Head.Home, "..", "secret");

        Assert.True(OperatingSystem.IsWindows()
            || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.DoesNotContain(File.ReadAllText(file).TrimEnd(), Head.Environment.Values);
    }

    [Theory]
    [InlineData("127.0.0.1", null, HttpStatusCode.NoContent)]
    [InlineData("localhost", null, HttpStatusCode.NoContent)]
    [InlineData("127.0.0.1", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("rebound.example", null, HttpStatusCode.Forbidden)]
    public async Task The_control_api_does_not_obey_a_web_page(string host, string? origin, HttpStatusCode expected)
    {
        await using var pair = await SimulatedPair.StartAsync(new() { Speed = 200, ControlPort = 0 });
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{pair.ControlPort}/sim/reset");
        request.Headers.Host = host;
        if (origin is not null) request.Headers.Add("Origin", origin);

        using var answer = await client.SendAsync(request, Cancel);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task The_control_api_knows_two_nodes()
    {
        await using var pair = await SimulatedPair.StartAsync(new() { Speed = 200, ControlPort = 0 });
        using var client = new HttpClient();

        using var answer = await client.PostAsJsonAsync(
            $"http://127.0.0.1:{pair.ControlPort}/sim/node", new { node = "spark3", links = false }, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<string> AskAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback,
            int.Parse(Head.Environment["SIM_PORT"], System.Globalization.CultureInfo.InvariantCulture), Cancel);
        var stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request), Cancel);
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer, Cancel);
        }
        catch (Exception cut) when (cut is IOException or SocketException)
        {
            // The daemon has closed before it had read everything.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
