using SparkControl.Tests.Integration.Standalone;

namespace SparkControl.Tests.EndToEnd;

/// <summary>A panel of a user who has only just installed it.</summary>
public sealed class BarePanel : PanelProcess
{
    public BarePanel()
    {
    }

    /// <param name="directory">Its data, in which there is something already.</param>
    internal BarePanel(string directory)
        : base(directory)
    {
    }

    private protected override StandaloneProcess Start(string directory) => StandaloneProcess.Start(directory);
}
