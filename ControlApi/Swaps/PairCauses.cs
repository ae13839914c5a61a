using static SparkControl.ControlApi.Swaps.FailureCause;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Loads that fail between the two Sparks.</summary>
internal static class PairCauses
{
    /// <summary>The code of: the launcher or Ray sees one Spark where two are wanted.</summary>
    public const string WorkerNotFound = "worker_not_found";

    public static FailureCause OnlyOneFound => Cause(
        WorkerNotFound, Root, "The launcher found only one Spark",
        "It would have started a model for two on one of them.",
        Do("Check that Spark 2 runs and that the link between them is up"));

    public static FailureCause OnlyOneGpu => Cause(
        WorkerNotFound, Symptom, "Ray sees only one Spark", null, Do("Check the link between the Sparks"));

    public static FailureCause PeerUnreachable => Cause(
        "peer_unreachable", Root, "Spark 1 cannot log in to Spark 2", "The launcher starts the second half over SSH.",
        Do("Give Spark 1's key to Spark 2", "On Spark 1, with Spark 2's address.", "ssh-copy-id SPARK2"));

    public static FailureCause Interconnect => Cause(
        "interconnect", Symptom, "The Sparks lost each other while they set up",
        "NCCL could not use the link between them.",
        Do("Check the cable and that both ends are up", null, "ibdev2netdev"), Do("Try again"));

    public static FailureCause WorkerLost => Cause(
        "worker_lost", Symptom, "The engine on one Spark died", "The other half cannot go on alone.",
        Do("Try again"), Do("Look at Spark 2's lines in the log"));

    public static FailureCause ClusterTimeout => Cause(
        "cluster_timeout", Symptom, "The two Sparks did not find each other in time", null,
        Do("Check the link between the Sparks"), Do("Try again"));

    public static FailureCause NoPlacementGroup => Cause(
        "placement_group", Symptom, "Ray found no place for the model on both Sparks",
        "The second one is not in the Ray cluster, or its GPU is taken.",
        Do("Check the link between the Sparks"), Do("Try again"));
}
