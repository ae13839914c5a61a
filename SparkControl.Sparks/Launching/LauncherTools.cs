using SparkControl.Contracts;

namespace SparkControl.Sparks;

/// <summary>Commands of the launcher's own tools, for a person to run on Spark 1.</summary>
public static class LauncherTools
{
    /// <summary>The image that the launcher and its tools mean where none is named.</summary>
    internal const string DefaultImage = "vllm-node";

    /// <summary>Builds the image, and where a model needs it on both Sparks copies it.</summary>
    public static string Build(EffectiveSettings settings, ModelNodes nodes) =>
        In(settings, $"./build-and-copy.sh{ImageOption(settings.VllmImage)}{Copy(settings, nodes)}");

    /// <summary>Copies the image as it is.</summary>
    public static string CopyImage(EffectiveSettings settings) =>
        In(settings, $"./build-and-copy.sh --no-build{ImageOption(settings.VllmImage)} -c");

    /// <summary>Downloads weights. What is behind <c>-c</c> would be taken for a host.</summary>
    public static string Download(EffectiveSettings settings, CatalogModel model) =>
        In(settings, $"./hf-download.sh {model.Weights}{Copy(settings, model.Nodes)}");

    /// <summary>Copies a directory of weights from Spark 1; null when it is Spark 1 that has none.</summary>
    public static string? CopyDirectory(EffectiveSettings settings, string path, string node) =>
        node == "spark2" && settings.Spark2 is { } worker
            ? $"rsync -a --mkpath {path}/ {worker.FabricAddress ?? worker.Host}:{path}/"
            : null;

    /// <summary>
    /// The option that names an image, with a blank before it; empty for the one that the tools mean without it.
    /// </summary>
    public static string ImageOption(string? image) => image is null or DefaultImage ? "" : $" -t {image}";

    private static string In(EffectiveSettings settings, string command) => $"cd {settings.LauncherDir} && {command}";

    private static string Copy(EffectiveSettings settings, ModelNodes nodes) =>
        nodes == ModelNodes.Cluster && settings.Spark2 is not null ? " -c" : "";
}
