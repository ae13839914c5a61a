using System.Globalization;

namespace SparkControl.Sparks;

/// <summary>The launcher's image on a node, and the room that docker has.</summary>
/// <param name="Image">The image: whether docker said, and its id.</param>
/// <param name="SizeBytes">How large it is; null when there is none, or docker did not say.</param>
/// <param name="FreeBytes">Free space where docker keeps images; null when not known.</param>
/// <param name="Former">What has the name that the image before was given; null when none was asked for.</param>
public sealed record ImageLook(ImageFact Image, long? SizeBytes, long? FreeBytes, ImageFact Former)
{
    /// <summary>The image before, where it was found by its id; null when it was not, or none was asked for.</summary>
    public string? Kept { get; init; }

    /// <summary>Whether an image is there, by whichever name or none.</summary>
    public bool Has(string id) => Image.Id == id || Former.Id == id || Kept == id;

    private const string Text = Docker.ImageText + "\n" + """
        size=$(timeout 10 docker image inspect -f '{{.Size}}' "$2" 2>/dev/null) && echo "size $size"
        if [ -n "$3" ]; then
            former=$(timeout 10 docker image inspect -f '{{.Id}}' "$3" 2>/dev/null) && echo "former $former"
        fi
        if [ -n "$4" ]; then
            kept=$(timeout 10 docker image inspect -f '{{.Id}}' "$4" 2>/dev/null) && echo "kept $kept"
        fi
        room=$(timeout 10 docker info -f '{{.DockerRootDir}}' 2>/dev/null)
        case $room in /*) ;; *) room=/var/lib/docker;; esac
        while [ ! -d "$room" ]; do room=${room%/*}; if [ -z "$room" ]; then room=/; fi; done
        set -- $(df -Pk "$room" 2>/dev/null | tail -n 1)
        case ${4-} in ''|*[!0-9]*) ;; *) echo "free $(($4 * 1024))";; esac
        exit 0
        """;

    /// <summary>Asks a node; null when it could not be asked.</summary>
    /// <param name="shell">The node.</param>
    /// <param name="image">The image's name.</param>
    /// <param name="former">The name that the image before was given; null for none.</param>
    /// <param name="id">The id of the image before; null for none.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<ImageLook?> ReadAsync(
        ISparkShell shell, string image, string? former = null, string? id = null, CancellationToken cancel = default)
    {
        var script = new ShellScript(Text)
        {
            Arguments = ["", image, former ?? "", id ?? ""],
            Deadline = TimeSpan.FromSeconds(55)
        };
        var result = await shell.RunAsync(script, cancel);
        return result.Ran ? Parse(result.Output) : null;
    }

    internal static ImageLook Parse(string output)
    {
        var lines = new MarkedLines(output);
        var image = Docker.Image(output);
        return new(
            image, Number(lines.One("size")), Number(lines.One("free")),
            new(image.Known, lines.One("former")))
        {
            Kept = lines.One("kept")
        };
    }

    private static long? Number(string? word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
