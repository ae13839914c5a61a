using SparkControl.Contracts;
using SparkControl.ControlApi.Updates;
using Xunit;

namespace SparkControl.Tests.Unit.Updates;

/// <summary>What build-and-copy.sh prints, as it was recorded with its three eras.</summary>
public sealed class BuildLinesTests
{
    [Theory]
    [InlineData("$ git pull --ff-only", UpdatePhase.Pulling)]
    [InlineData("$ git checkout main", UpdatePhase.Pulling)]
    [InlineData("$ ./build-and-copy.sh -c", UpdatePhase.Building)]
    [InlineData("Copying image 'vllm-node' to 1 host(s): 192.168.100.2", UpdatePhase.Copying)]
    [InlineData("Checking image 'vllm-node' on 1 host(s): 192.168.100.2", UpdatePhase.Copying)]
    [InlineData("Saving image locally to /tmp/vllm_image.XysKqb...", UpdatePhase.Copying)]
    [InlineData("Loading image into user@192.168.100.2...", UpdatePhase.Copying)]
    [InlineData("Fast-forward", null)]
    [InlineData("Building runner image with command: docker build -t vllm-node .", null)]
    [InlineData("Using prebuilt runner image eugr/spark-vllm:latest...", null)]
    public void A_line_says_how_far_it_is(string line, UpdatePhase? phase) =>
        Assert.Equal(phase, BuildLines.Phase(line));

    [Theory]
    [InlineData("build_failed", "#4 ERROR: process \"/bin/sh -c step 4\" did not complete successfully: exit code: 1",
        "ERROR: failed to solve: process \"/bin/sh -c step 4\" did not complete successfully: exit code: 1")]
    [InlineData("build_failed", "FlashInfer build failed — keeping the previous wheel profile unchanged.")]
    [InlineData("no_network", "Error response from daemon: Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io: Temporary failure in name resolution")]
    [InlineData("no_network", "Error: No precompiled FlashInfer wheels are available and the download failed.")]
    [InlineData("copy_failed", "ssh: connect to host 192.168.100.9 port 22: Connection refused",
        "Copy to 192.168.100.9 failed.", "Cleaning up temporary image /tmp/vllm_image.xUfyAd")]
    [InlineData("disk_full", "write /tmp/vllm_image.x: No space left on device", "Copy to 192.168.100.2 failed.")]
    [InlineData(
        "disk_full", "ERROR: failed to solve: failed to copy files: write /workspace/x.whl: no space left on device")]
    [InlineData("worker_not_found", "Error: Autodiscovery found no other nodes.")]
    [InlineData("docker_refuses",
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?")]
    [InlineData("tool_refuses", "Unknown parameter passed: --frobnicate", "Usage: ./build-and-copy.sh [OPTIONS]")]
    [InlineData(null, "something else")]
    public void The_last_lines_say_why_it_failed(string? code, params string[] lines) =>
        Assert.Equal(code, BuildLines.Cause(lines)?.Code);

    [Theory]
    [InlineData("0.17.1", "INFO 11-24 12:00:00 [__init__.py:216] Automatically detected platform cuda.", "0.17.1")]
    [InlineData("0.18.0rc1.dev3+g1234abc", "0.18.0rc1.dev3+g1234abc", "")]
    [InlineData("0.17.1", "vllm 0.17.1")]
    [InlineData(null, "Traceback (most recent call last):", "ImportError: libtorch.so: cannot open shared object file")]
    public void The_version_is_found_among_what_python_says(string? version, params string[] lines) =>
        Assert.Equal(version, BuildLines.Version(lines));
}
