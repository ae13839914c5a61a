using System.Globalization;
using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>
/// The commands of an update, each a script for a remote job. Before each step it prints that step as a person would
/// type it, behind <see cref="Prompt"/>: where none of the tools says so, this tells how far it is.
/// </summary>
public static class UpdateScripts
{
    /// <summary>What a line of the script's own begins with.</summary>
    public const string Prompt = "$ ";

    /// <summary>How long a container may take to print its version: a cold image is read from the disk first.</summary>
    public static readonly TimeSpan SmokeLimit = TimeSpan.FromMinutes(10);

    private const string Steps = """
        step() { printf '$ %s\n' "$*"; "$@"; }
        git_step() { printf '$ git %s\n' "$*"; git_ "$@"; }
        """;

    /// <summary>Takes what upstream has, then makes the image and copies it to the worker, if there is one.</summary>
    /// <param name="place">What it is done to.</param>
    /// <param name="branch">The branch to go back to first; null when the head is not detached.</param>
    public static string Apply(UpdatePlace place, string? branch)
    {
        var checkout = branch is null ? "" : $"git_step checkout {ShellQuote.Word(branch)} && ";
        var build = Tool(place, place.Worker is { } worker ? ["-c", .. UserOf(worker, place)] : []);
        return $"{Begin(place)}\n{checkout}git_step pull --ff-only && step {build}\n";
    }

    /// <summary>
    /// Goes back to a commit and to the image of before, on the head. Local edits stay as they are: where the commit
    /// would overwrite one, git refuses, and nothing is changed.
    /// </summary>
    public static string RollBack(UpdatePlace place, FormerLauncher former)
    {
        var image = Tag(place, former, UpdatePlace.Head) is { } tag ? $" && {tag}" : "";
        return $"{Begin(place)}\ngit_step checkout --detach {ShellQuote.Word(former.Commit)}{image}\n";
    }

    /// <summary>Gives the image of before its name back on the worker.</summary>
    public static string TagBack(UpdatePlace place, FormerLauncher former, string node) =>
        $"{Steps}\n{Tag(place, former, node) ?? ":"}\n";

    /// <summary>Copies the head's image to the worker: by the launcher's own tool, where that can.</summary>
    public static string Sync(UpdatePlace place, bool byTool)
    {
        var worker = place.Worker ?? throw new ArgumentException("With one Spark there is nothing to copy.");
        if (byTool)
        {
            string[] options = ["--no-build", "--copy-to", HostOf(worker), .. UserOf(worker, place)];
            return $"{Begin(place)}\nstep {Tool(place, options)}\n";
        }

        var (image, host) = (ShellQuote.Typed(place.Image), ShellQuote.Typed(worker));
        var pipe = $"docker save {image} | ssh -oBatchMode=yes -oStrictHostKeyChecking=accept-new {host} docker load";
        // The code of a pipe is that of its end: half an image is refused there, and ids are compared afterwards.
        return $"printf '$ %s\\n' {ShellQuote.Word(pipe)}\n{pipe}\n";
    }

    /// <summary>
    /// Starts a container of the image, which prints its version and goes. As the launcher does, it clears the image's
    /// own entry point, which would take the words for its arguments.
    /// </summary>
    public static string Smoke(UpdatePlace place, string container)
    {
        var name = ShellQuote.Typed(container);
        var limit = ((int)SmokeLimit.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var image = ShellQuote.Typed(place.Image);
        var run = $"docker run --rm --gpus all --entrypoint= --name {name} {image} vllm --version";
        return $$"""
            printf '$ %s\n' {{ShellQuote.Word(run)}}
            trap 'docker rm -f {{name}} >/dev/null 2>&1; exit 143' TERM
            timeout -k 10 {{limit}} {{run}} &
            wait $!
            code=$?
            docker rm -f {{name}} >/dev/null 2>&1
            if [ "$code" -eq 124 ]; then echo 'It has not ended within {{SmokeLimit.TotalMinutes}} minutes.'; fi
            exit "$code"
            """;
    }

    private static string Begin(UpdatePlace place) => $$"""
        set -- {{ShellQuote.Word(place.LauncherDir)}}
        {{RepositoryText.Enter}}
        {{RepositoryText.Git}}
        {{Steps}}
        cd "$dir" || exit 1
        """;

    private static string Tool(UpdatePlace place, IReadOnlyList<string> options)
    {
        string[] image = place.Image == LauncherTools.DefaultImage ? [] : ["-t", place.Image];
        return string.Join(' ', [.. new[] { "./build-and-copy.sh" }, .. image.Concat(options).Select(ShellQuote.Word)]);
    }

    // By its name, or by its id where somebody has taken the name away. Null where there was no image before.
    private static string? Tag(UpdatePlace place, FormerLauncher former, string node)
    {
        if (former.Images.GetValueOrDefault(node) is not { } id) return null;

        string From(string name) => $"step docker tag {ShellQuote.Word(name)} {ShellQuote.Word(place.Image)}";
        return $"{{ {From(former.Tag)} || {From(id)}; }}";
    }

    // Without being told the tool takes the head's own user, in every era of it.
    private static string[] UserOf(string worker, UpdatePlace place) =>
        worker.IndexOf('@', StringComparison.Ordinal) is > 0 and var end && worker[..end] != place.HeadUser
            ? ["-u", worker[..end]]
            : [];

    private static string HostOf(string worker) => worker[(worker.IndexOf('@', StringComparison.Ordinal) + 1)..];
}
