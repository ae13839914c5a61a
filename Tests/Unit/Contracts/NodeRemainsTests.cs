using System.Text.Json.Nodes;
using SparkControl.Contracts;
using Xunit;

namespace SparkControl.Tests.Unit.Contracts;

public sealed class NodeRemainsTests
{
    [Theory]
    [InlineData(NodeRemains.Empty, "empty")]
    [InlineData(NodeRemains.Serving, "serving")]
    [InlineData(NodeRemains.LeftOver, "left_over")]
    [InlineData(NodeRemains.Unknown, "unknown")]
    [InlineData(null, null)]
    public void What_is_left_has_the_same_word_wherever_it_is_written(NodeRemains? remains, string? word)
    {
        var written = Wire.Write(new NodeProgress { Node = "spark1", Remains = remains });

        Assert.Equal(word, (string?)JsonNode.Parse(written)!["remains"]);
        Assert.Equal(remains, Wire.Read<NodeProgress>(written).Remains);
    }
}
