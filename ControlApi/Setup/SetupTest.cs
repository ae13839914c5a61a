namespace SparkControl.ControlApi.Setup;

/// <summary>The nodes as a test of the set-up found them.</summary>
/// <param name="Nodes">Those that are set up, the head first.</param>
public sealed record SetupTest(IReadOnlyList<SetupNode> Nodes);
