using SparkControl.ControlApi.Updates;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

public sealed class RiskyWordsTests
{
    [Theory]
    [InlineData("Use PyTorch distributed by default", "pytorch default")]
    [InlineData("launch-cluster: Remove the default action", "remove default")]
    [InlineData("Bump vLLM to 0.17.1", "vllm")]
    [InlineData("vLLM 0.18 wheels", "vllm")]
    [InlineData("Revert \"Upgrade vllm\"", "revert vllm")]
    [InlineData("--ray is opt-in now; --no-ray is gone", "ray")]
    [InlineData("feat(launcher)!: new options", "breaking")]
    [InlineData("Renamed CLUSTER_NODES", "renamed")]
    [InlineData("Experimental mxfp4, CUDA 13.1, torch 2.13", "experimental cuda torch")]
    public void Words_that_may_change_how_models_load_are_marked(string subject, string words) =>
        Assert.Equal(words.Split(' '), RiskyWords.In(subject));

    [Theory]
    [InlineData("README: networking notes")]
    [InlineData("Add the mod drop-caches")]
    [InlineData("Fix an array of arrays")]
    [InlineData("Document how vLLM is started")]
    [InlineData("Print the droplet's name")]
    public void Words_that_only_hold_one_are_not(string subject) => Assert.Empty(RiskyWords.In(subject));
}
