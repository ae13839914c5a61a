using System.Text.RegularExpressions;

namespace SparkControl.Sparks;

/// <summary>Whether an image is there: <see cref="Known"/> false when docker did not say.</summary>
/// <param name="Known">Docker has answered.</param>
/// <param name="Id">Null when there is no such image.</param>
public sealed record ImageFact(bool Known, string? Id);

/// <summary>Reading docker's answers: its exit code alone does not tell "there is none" from "I cannot look".</summary>
internal static partial class Docker
{
    /// <summary>
    /// Says <c>image {id}</c>, or <c>image-none</c>, for the image in <c>$2</c>; nothing when docker did not answer.
    /// </summary>
    public const string ImageText = """
        image=$(timeout 10 docker image inspect -f '{{.Id}}' "$2" 2>&1)
        if [ $? -eq 0 ]; then echo "image $image"; else
            case $image in *'o such image'|*'o such image:'*|*'o such object:'*) echo image-none;; esac
        fi
        """;

    public static ImageFact Image(string output)
    {
        var lines = output.Split('\n');
        var id = lines.FirstOrDefault(line => line.StartsWith("image ", StringComparison.Ordinal))?[6..].Trim();
        return new(id is not null || lines.Contains("image-none"), id);
    }

    /// <summary>Why docker did not answer, as a sentence; null when it said that there is none.</summary>
    public static string? Trouble(string node, int exitCode, string output) => output switch
    {
        _ when exitCode is 124 or 137 or 143 => $"docker on {node} does not answer.",
        _ when exitCode is 127 => $"docker is not installed on {node}.",
        _ when output.Contains("permission denied", StringComparison.OrdinalIgnoreCase) =>
            $"docker on {node} refuses our user: add it to the group docker there (sudo usermod -aG docker USER) "
                + "and log in again.",
        _ when output.Contains("Cannot connect to the Docker daemon", StringComparison.OrdinalIgnoreCase)
            || output.Contains("failed to connect to the docker API", StringComparison.OrdinalIgnoreCase)
            || output.Contains("docker daemon is not running", StringComparison.OrdinalIgnoreCase) =>
            $"The docker daemon of {node} is not running.",
        _ when NoSuch().IsMatch(output) => null,
        _ => $"docker on {node} says: {Short(output)}"
    };

    /// <summary>
    /// Not any "no such": a socket that is missing is "no such file", a docker elsewhere "no such host".
    /// </summary>
    [GeneratedRegex(@"\bno such (container|object|image)(:|\s*$)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex NoSuch();

    private static string Short(string output) =>
        output.Trim() is { Length: > 200 } text ? text[..200] + "…" : output.Trim();
}
