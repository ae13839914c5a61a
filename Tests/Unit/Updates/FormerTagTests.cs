using System.Text.RegularExpressions;
using SparkControl.ControlApi.Updates;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

public sealed class FormerTagTests
{
    [Theory]
    [InlineData("vllm-node", "vllm-node:before-620f205")]
    [InlineData("vllm-node:latest", "vllm-node:before-620f205")]
    [InlineData("registry:5000/team/vllm", "registry:5000/team/vllm:before-620f205")]
    [InlineData("registry:5000/team/vllm:nightly", "registry:5000/team/vllm:before-620f205")]
    [InlineData("ghcr.io/x/y@sha256:0123", "ghcr.io/x/y:before-620f205")]
    public void The_image_of_before_has_a_name_that_docker_allows(string image, string tag)
    {
        var name = FormerTag.Of(image, "620f205aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");

        Assert.Equal(tag, name);
        Assert.Matches(new Regex(@":[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"), name);
    }
}
