using SparkControl.Simulator.Vllm;

namespace SparkControl.Simulator.Nodes;

/// <summary>What the nodes of a pair share or are given.</summary>
internal sealed record NodeServices(
    Pace Pace, Random Random, Meetings Meetings, int ToolPort, string ToolSecret, int VllmPort,
    LauncherUpstream Upstream, ImageRegistry Registry, string ImageId);
