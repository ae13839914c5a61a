namespace SparkControl.ControlApi.Swaps;

/// <summary>The words for the nodes.</summary>
internal static class NodeNames
{
    /// <summary><c>spark1</c> → Spark 1.</summary>
    public static string Of(string node) =>
        node.StartsWith("spark", StringComparison.Ordinal) ? $"Spark {node[5..]}" : node;
}
