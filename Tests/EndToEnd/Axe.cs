using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace SparkControl.Tests.EndToEnd;

/// <summary>What axe says of a page as it stands, light and dark.</summary>
internal static class Axe
{
    public static async Task FindsNothingAsync(Seen seen, string what)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await seen.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            var found = await seen.Page.RunAxe();
            Assert.True(found.Violations.Length == 0, $"{what}, {scheme}: " + string.Join("; ", found.Violations.Select(
                violation => $"{violation.Id}: {violation.Help} at {string.Join(", ", violation.Nodes.Select(node => node.Html))}")));
        }

        await seen.Page.EmulateMediaAsync(new() { ColorScheme = seen.Window.Scheme });
    }
}
