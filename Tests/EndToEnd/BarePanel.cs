using SparkControl.Tests.Integration.Standalone;

namespace SparkControl.Tests.EndToEnd;

/// <summary>A panel of a user who has only just installed it.</summary>
public sealed class BarePanel : PanelProcess
{
    private protected override StandaloneProcess Start(string directory) => StandaloneProcess.Start(directory);
}
