namespace SparkControl.Contracts;

/// <summary>
/// Every pub/sub channel. A message only says where to look again: the truth is the key.
/// </summary>
/// <param name="cluster">The cluster's id.</param>
public sealed class Channels(string cluster)
{
    /// <summary><c>{name} {rev}</c> after each write of state. Published by the state script.</summary>
    public string Changes => Of("changes");

    /// <summary>
    /// <c>{job} {next}</c> after lines were appended, at most 20 times a second a job. Published by the log script.
    /// </summary>
    public string Lines => Of("lines");

    /// <summary>The list that got an entry. Published by the script that pushes.</summary>
    public string HandOvers => Of("hand-overs");

    /// <summary>
    /// The duty whose lease was given back. Published by the script that gives it back, so that a standby need not
    /// wait.
    /// </summary>
    public string Leases => Of("leases");

    /// <summary>The lane in which somebody has moved up. Published by the lane's script.</summary>
    public string Lanes => Of("lanes");

    /// <summary>
    /// <c>{id} {rev}</c> after each write of a transcript, <c>{id} cancel</c> when it is to end. Published by the
    /// scripts that write these.
    /// </summary>
    public string Transcripts => Of("transcripts");

    private string Of(string name) => $"sc:{cluster}:{name}";
}
