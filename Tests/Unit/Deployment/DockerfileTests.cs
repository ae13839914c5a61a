using System.Text.RegularExpressions;
using Xunit;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>What can be said of an image that was not built.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Services =
        ["ControlApi", "AudioProxy", "HealthMonitor", "SparkControl.Standalone"];

    private static readonly string Text = Repository.Text("deploy/Dockerfile")
        .Replace("\\\n", " ", StringComparison.Ordinal);

    private static readonly string[] Lines =
        [.. Text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'))];

    private static string[] Stage(string name) =>
        [.. Lines.SkipWhile(line => !Opens(line, name)).Skip(1)
            .TakeWhile(line => !line.StartsWith("FROM ", StringComparison.Ordinal))];

    private static string[] Last =>
        [.. Lines.Skip(Array.FindLastIndex(Lines, line => line.StartsWith("FROM ", StringComparison.Ordinal)))];

    [Fact]
    public void Whatever_is_copied_is_there_and_not_left_out_of_the_context()
    {
        var sources =
            Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from="))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1])
                .Where(path => path != ".").ToList();
        var ignored = Repository.Text(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.NotEmpty(sources);
        Assert.All(sources, path => Assert.True(Repository.Has(path), path));
        Assert.All(sources, path => Assert.DoesNotContain(path.Split('/')[0], ignored));
    }

    [Fact]
    public void Whatever_is_copied_out_of_a_stage_was_made_in_it()
    {
        var made = Published().Matches(Text).Select(found => $"/out/{found.Groups["folder"].Value}")
            .Append("/empty").ToHashSet();
        var taken = Lines.Where(line => line.Contains("--from=build ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]).ToHashSet();

        Assert.Equal(Services.Length + 1, made.Count);
        Assert.Equal(made.Order(), taken.Order());
        Assert.Contains("mkdir -p /empty", Text, StringComparison.Ordinal);
        Assert.All(
            Lines.Where(line => line.Contains("--from=", StringComparison.Ordinal)),
            line => Assert.Matches(@"--from=(build |ffmpeg /ffmpeg /usr/local/bin/ffmpeg$)", line));
    }

    [Fact]
    public void What_is_started_is_where_it_was_copied_to_and_was_published_there()
    {
        var published = Published().Matches(Text)
            .ToDictionary(found => found.Groups["folder"].Value, found => found.Groups["project"].Value);
        var copied = Lines.Where(line => line.StartsWith("COPY --from=build /out/", StringComparison.Ordinal))
            .Select(line => line.Split(' ')).ToDictionary(words => words[^1], words => words[^2]["/out/".Length..]);
        var commands = Text + Repository.Text("deploy/compose.yaml");

        Assert.All(Program().Matches(commands), found => Assert.Equal(
            found.Groups["project"].Value, published[copied[found.Groups["folder"].Value]]));
        Assert.Equal(Services.Order(), published.Values.Order());
        Assert.All(Services.Take(3), service => Assert.Contains($"/{service}.dll", commands, StringComparison.Ordinal));
        Assert.Contains("WORKDIR /app/standalone", Stage("demo"));
    }

    // **/bin leaves out everything that was built, and the programs of a simulated Spark are in a folder of that name.
    [Fact]
    public void The_programs_of_the_simulated_Sparks_are_not_left_out_of_the_context()
    {
        var ignored = Repository.Text(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(Repository.Has("Simulator/Node/bin"));
        Assert.True(Array.IndexOf(ignored, "!Simulator/Node/bin") > Array.IndexOf(ignored, "**/bin"));
    }

    [Fact]
    public void The_restore_sees_every_project_that_a_published_one_needs()
    {
        var copied = Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')).ToHashSet();

        Assert.All(Services.SelectMany(Closure), project => Assert.Contains($"{project}/{project}.csproj", copied));
        Assert.All(Services, service => Assert.Contains($"publish {service} ", Text));
        Assert.All(Services,
            service => Assert.Contains(service, RestoreLoop().Match(Text).Groups["projects"].Value.Split(' ')));
    }

    [Fact]
    public void What_runs_the_services_needs_no_shell_and_no_root()
    {
        Assert.Contains("chiseled", Last[0]);
        Assert.DoesNotContain(Last, line => line.StartsWith("RUN ", StringComparison.Ordinal));
        Assert.Contains("USER 1654", Last);
        Assert.All(
            Last.Where(line => NeedsList().IsMatch(line)),
            line => Assert.Matches("""^(HEALTHCHECK .*CMD|ENTRYPOINT|CMD) \[".*"\]$""", line));
        Assert.Contains("USER 1654", Stage("demo"));
    }

    // compose.yaml names a service's program and nothing before it; page and models lie where it works.
    [Fact]
    public void What_starts_a_service_and_what_asks_whether_it_lives_is_there()
    {
        Assert.Contains("WORKDIR /app/control-api", Last);
        Assert.Contains("ENTRYPOINT [\"dotnet\"]", Last);
        Assert.Contains("CMD [\"/app/control-api/ControlApi.dll\"]", Last);
        Assert.EndsWith(" CMD [\"dotnet\", \"/app/control-api/ControlApi.dll\", \"--healthcheck\"]", Probe(Last),
            StringComparison.Ordinal);
        Assert.Contains("ENTRYPOINT [\"dotnet\", \"SparkControl.Standalone.dll\", \"--demo\"]", Stage("demo"));
        Assert.EndsWith(" CMD [\"dotnet\", \"SparkControl.Standalone.dll\", \"--healthcheck\"]", Probe(Stage("demo")),
            StringComparison.Ordinal);
    }

    // Whoever passes an image on passes FFmpeg on.
    [Fact]
    public void Both_images_say_under_which_licences_they_are()
    {
        const string Label = "LABEL org.opencontainers.image.licenses=\"MIT AND GPL-3.0-or-later\" ";

        Assert.All((string[][])[Last, Stage("demo")], stage => Assert.Contains(stage, line =>
            line.StartsWith(Label, StringComparison.Ordinal)
            && line.Contains("github.com/wader/static-ffmpeg", StringComparison.Ordinal)));
    }

    // Those of the base stand in their way: 8080 for every service.
    [Fact]
    public void The_port_that_it_names_is_the_one_that_is_listened_on()
    {
        Assert.Contains($"EXPOSE {ControlApi.ControlApiApp.Port}", Last);
        Assert.Contains(Last, line => BlankPorts().IsMatch(line));
    }

    [Theory]
    [InlineData(".dockerignore", "**/.env")]
    [InlineData(".gitignore", ".env")]
    public void Secrets_of_compose_get_neither_into_an_image_nor_into_the_history(string file, string pattern) =>
        Assert.Contains(pattern, Repository.Text(file).Split('\n'));

    [Fact]
    public void What_is_run_has_been_published_and_no_image_is_just_the_latest()
    {
        var commands = Text + Repository.Text("deploy/compose.yaml");
        Assert.All(Services, service => Assert.Contains($"{service}.dll", commands));
        Assert.All(
            Lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)),
            line => Assert.Matches(@"^FROM (--platform=\$BUILDPLATFORM )?[\w./-]+:[\w.-]*\d[\w.-]*(@sha256:[0-9a-f]{64})?( AS \w+)?$", line));
        Assert.Matches("static-ffmpeg:[0-9.]+@sha256:[0-9a-f]{64} AS ffmpeg", Text);
        Assert.DoesNotContain(Lines, line => line.StartsWith("ADD ", StringComparison.Ordinal)
            || line.StartsWith("VOLUME", StringComparison.Ordinal));
    }

    private static string Probe(string[] stage) =>
        Assert.Single(stage, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));

    private static IEnumerable<string> Closure(string project) =>
        ProjectReference().Matches(Repository.Text($"{project}/{project}.csproj"))
            .Select(found => found.Groups["name"].Value)
            .SelectMany(Closure).Append(project).Distinct();

    private static bool Opens(string line, string name) =>
        line.StartsWith("FROM ", StringComparison.Ordinal) && line.EndsWith($" AS {name}", StringComparison.Ordinal);

    [GeneratedRegex("""<ProjectReference Include="\.\./(?<name>[\w.]+)/""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"publish (?<project>[A-Z][\w.]+) (?<folder>[\w-]+)")]
    private static partial Regex Published();

    [GeneratedRegex(@"(?<folder>/app/[\w-]+)/(?<project>[A-Z][\w.]+)\.dll")]
    private static partial Regex Program();

    [GeneratedRegex("for project in (?<projects>[^;]+);")]
    private static partial Regex RestoreLoop();

    [GeneratedRegex("^ENV .*ASPNETCORE_HTTP_PORTS=( |$)")]
    private static partial Regex BlankPorts();

    [GeneratedRegex("^(HEALTHCHECK|ENTRYPOINT|CMD) ")]
    private static partial Regex NeedsList();
}
