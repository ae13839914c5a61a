namespace SparkControl.Contracts;

/// <summary>The Sparks as people call them; programs know them by their keys.</summary>
public static class NodeNames
{
    /// <summary><c>spark1</c> → Spark 1; any other name as it is.</summary>
    public static string Of(string node) =>
        node.StartsWith("spark", StringComparison.Ordinal) ? $"Spark {node[5..]}" : node;
}
