using System.Text.RegularExpressions;
using Xunit;

namespace SparkControl.Tests.Unit.Deployment;

/// <summary>What the documents point at is there.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Documents =
    [
        .. Directory.GetFiles(Repository.Root, "*.md"),
        .. ((string[])["docs", "deploy", "startos", "Simulator"])
        .Select(folder => Path.Combine(Repository.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories))
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal)
                && !file.Contains("/bin/", StringComparison.Ordinal))
    ];

    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        var links = Documents.SelectMany(
            file => Link().Matches(File.ReadAllText(file)).Select(link => (File: file, To: link.Groups["to"].Value)))
            .Where(link => !link.To.Contains("://", StringComparison.Ordinal)
                && !link.To.StartsWith("mailto:", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(links);
        Assert.Empty(links.Where(link => !Leads(link.File, link.To))
            .Select(link => $"{Path.GetRelativePath(Repository.Root, link.File)}: {link.To}"));
    }

    [Fact]
    public void The_readme_is_read_in_one_sitting() =>
        Assert.InRange(Repository.Text("README.md").Split('\n').Length, 50, 151);

    [Fact]
    public void So_is_the_architecture() =>
        Assert.InRange(Repository.Text("docs/architecture.md").Split('\n').Length, 50, 151);

    [Fact]
    public void Every_client_is_twenty_lines()
    {
        Assert.All(Directory.GetFiles(Path.Combine(Repository.Root, "docs", "clients")),
            client => Assert.InRange(File.ReadAllLines(client).Length, 10, 20));
    }

    // Who reads it looks for these words while something is down.
    [Fact]
    public void What_the_runbook_sets_in_italics_stands_on_the_page()
    {
        var page = string.Concat(Directory.GetFiles(
                Path.Combine(Repository.Root, "WebUI", "wwwroot"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".js" or ".html")
            .Select(File.ReadAllText));
        var words = Italics().Matches(Repository.Text("docs/runbook.md"))
            .Select(found => found.Groups["words"].Value.ReplaceLineEndings(" ")).Distinct().ToList();

        Assert.True(words.Count > 10);
        Assert.All(words, said => Assert.Matches(OnPage(said), page));
    }

    [Fact]
    public void The_newest_change_is_the_version_that_is_built()
    {
        var version = Version().Match(Repository.Text("Directory.Build.props")).Groups["version"].Value;

        Assert.Equal(version, Change().Match(Repository.Text("CHANGELOG.md")).Groups["version"].Value);
    }

    private static bool Leads(string from, string to)
    {
        var parts = to.Split('#', 2);
        var target = parts[0].Length == 0 ? from
            : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from)!, parts[0]));
        return Path.Exists(target) && (parts.Length == 1 || Anchors(target).Contains(parts[1]));
    }

    // A text of its own, a part that is joined with others, or one with a figure in it: N.
    private static string OnPage(string words) =>
        $"[>\"`]{Regex.Escape(words).Replace(@"\ N\ ", @"\ \$\{[^}]*\}\ ", StringComparison.Ordinal)}[<\"`$]";

    // As GitHub makes them of headings.
    private static IEnumerable<string> Anchors(string file) => File.ReadAllLines(file)
        .Where(line => line.StartsWith('#'))
        .Select(line => NoLetter().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<!\*)\*(?<words>[^*\s][^*]*)\*(?!\*)")]
    private static partial Regex Italics();

    [GeneratedRegex("<Version>(?<version>[^<]+)</Version>")]
    private static partial Regex Version();

    [GeneratedRegex(@"^## (?<version>\d+\.\d+\.\d+)", RegexOptions.Multiline)]
    private static partial Regex Change();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoLetter();
}
