using SparkControl.Contracts;
using SparkControl.Contracts.Redis;

namespace SparkControl.ControlApi.Jobs;

/// <summary>Carries jobs of one kind to their end, one task a job, under the cluster lease.</summary>
internal interface IJobRunner
{
    /// <summary>What it carries.</summary>
    JobKind Kind { get; }

    /// <summary>
    /// Carries a job on from where its state says that it stands, until it has ended. It writes the job's state under
    /// the lease, <c>ended_at</c> last. That it is to be cancelled, <see cref="JobCancels"/> says.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="entry">The request that began it, settled by the first state that is written; null later.</param>
    /// <param name="lease">The cluster lease.</param>
    /// <param name="leading">Cancelled when it is lost: the job stays as it is, for the next holder.</param>
    /// <exception cref="OperationCanceledException">The lease is lost.</exception>
    /// <remarks>Whatever else it throws is tried again, and ends the job after the third time in a row.</remarks>
    Task RunAsync(string id, HandOverEntry? entry, Lease lease, CancellationToken leading);

    /// <summary>Where a job may have begun remote jobs: on no other node anything of it is at work.</summary>
    Task<IReadOnlyList<JobPlace>> PlacesAsync(string id);

    /// <summary>
    /// Ends a job that cannot be carried on, and of which nothing is at work any more, with all that belongs to an end
    /// of its kind. One that has ended stays as it is.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="why">What is said of it.</param>
    /// <param name="lease">The cluster lease.</param>
    /// <param name="leading">Cancelled when it is lost.</param>
    Task FailAsync(string id, JobFailure why, Lease lease, CancellationToken leading);
}

/// <summary>A node that a job has work for.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Machine">Which machine that was when the job began; null for whichever.</param>
internal sealed record JobPlace(string Node, NodeAddress? Machine);
