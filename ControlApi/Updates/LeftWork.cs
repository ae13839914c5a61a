using SparkControl.Contracts;
using SparkControl.ControlApi.Swaps;
using SparkControl.Sparks;

namespace SparkControl.ControlApi.Updates;

/// <summary>
/// What an update has left at work on a node that was silent when it ended: a load beside it may find another
/// image on one Spark than on the other.
/// </summary>
internal sealed class LeftWork(UpdateViews views, SparkShells shells, TimeProvider time)
{
    /// <summary>The report of a look before a load, with what is at work still: it may be ignored.</summary>
    public async Task<PreflightReport> WarnAsync(PreflightReport report, CancellationToken cancel)
    {
        foreach (var run in views.WithLeft.Select(update => update.Run!))
        {
            var left = run.Left!;
            if (shells.For(left.Node, run.Place.Machines.GetValueOrDefault(left.Node)) is not { } shell) continue;

            var status = await new RemoteJobs(shell, time).StatusAsync(left.Job, cancel);
            if (status.State == RemoteJobState.Running)
                return report with { Checks = [.. report.Checks, Check(left.Node)] };
        }

        return report;
    }

    private static PreflightCheck Check(string node) =>
        new("update_left", CheckState.Failed, $"An update that has ended is still at work on {NodeNames.Of(node)}")
        {
            Node = node,
            Detail = "It was silent when the update ended. What was begun there may replace the image while the model "
                + "loads.",
            Remedy = "Wait until it is over, or apply the update again: that ends it first",
            MayBeIgnored = true
        };
}
