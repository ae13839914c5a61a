namespace SparkControl.Contracts;

/// <summary>
/// Every Redis key of one cluster, each made by one function. The summary names its one writer;
/// a value that no summary calls a list, hash or set is a string.
/// </summary>
/// <param name="cluster">The cluster's id, <c>default</c> until there are several.</param>
public sealed class Keys(string cluster)
{
    /// <summary>The cluster's id.</summary>
    public string Cluster { get; } = cluster;

    /// <summary>Counts every write of state. Written by the state script alone.</summary>
    public string Rev => Of("rev");

    /// <summary>
    /// A random name of this data set: when it differs, a reader forgets what it had. Set once, NX, by whoever is
    /// first.
    /// </summary>
    public string Generation => Of("generation");

    /// <summary>
    /// Hash: the name of each state key and the rev it was last written with. Written by the state script alone.
    /// </summary>
    public string Index => Of("index");

    /// <summary>A state key by its name, see <see cref="States"/> for each one's writer.</summary>
    public string State(string name) => Of(name);

    /// <summary>
    /// The lease on a duty (<c>cluster</c>, <c>health</c>): the holder's token, PX 10 s. Written by its holder.
    /// </summary>
    public string Lease(string duty) => Of($"lease:{duty}");

    /// <summary>List: the lines of a job's log. Written by the ControlApi that holds the cluster lease.</summary>
    public string Log(string job) => Of($"log:{job}");

    /// <summary>
    /// Hash beside <see cref="Log"/>: first, next, bytes and, per followed file, the offset of its first unstored byte.
    /// </summary>
    public string LogMeta(string job) => Of($"log:{job}:meta");

    /// <summary>
    /// List: jobs that have a log, newest first; the last 20 keep theirs. Written by the holder of the cluster lease.
    /// </summary>
    public string Logs => Of("logs");

    /// <summary>
    /// List: what a click on any ControlApi asks of the lease holder. Any ControlApi pushes, the lease holder takes.
    /// </summary>
    public string Requests => Of("requests");

    /// <summary>List: what HealthMonitor asks of ControlApi's lease holder.</summary>
    public string Actions => Of("actions");

    /// <summary>
    /// List: reports, 10,000 at most, and events on their way into the connectivity log. ControlApi and AudioProxy
    /// push.
    /// </summary>
    public string Inbox => Of("inbox");

    /// <summary>Entries that <see cref="Inbox"/> holds; one more report is refused.</summary>
    public const int InboxLimit = 10_000;

    /// <summary>
    /// Hash: by the digest of a log that another program has kept, how many of its lines were pushed into
    /// <see cref="Inbox"/>. Written by the script that pushes them, of any ControlApi.
    /// </summary>
    public string OldLines => Of("old-lines");

    /// <summary>The entries of a hand-over list that were taken and have no outcome yet.</summary>
    public static string Taken(string list) => $"{list}:taken";

    /// <summary>List: the last 50 swaps, newest first. Written by the holder of the cluster lease.</summary>
    public string Swaps => Of("swaps");

    /// <summary>
    /// List: ids of downloads, updates and deletions, newest first; of those that have ended the last 20. Written by
    /// the script that takes the click.
    /// </summary>
    public string Jobs => Of("jobs");

    /// <summary>
    /// List: timings of the last 20 loads of a model, newest first. Written by the holder of the cluster lease.
    /// </summary>
    public string Loads(string model) => Of($"loads:{model}");

    /// <summary>
    /// List, at most 500: notices not yet delivered. HealthMonitor's leader and ControlApi push, the holder of the
    /// cluster lease takes.
    /// </summary>
    public string Notifications => Of("notifications");

    /// <summary>
    /// Sorted set by time: the ids of the last notices that were pushed, so that none is pushed twice. Written by the
    /// script that pushes.
    /// </summary>
    public string NotificationsKnown => Of("notifications:known");

    /// <summary>
    /// Hash: how far each notice has come with each address. Written by the holder of the cluster lease.
    /// </summary>
    public string NotificationsProgress => Of("notifications:progress");

    /// <summary>Notices that were dropped because the list was full and nobody has said so yet.</summary>
    public string NotificationsDropped => Of("notifications:dropped");

    /// <summary>
    /// Sorted set by time: transitions and reports, each with an id of its own. Written by HealthMonitor's leader.
    /// </summary>
    public string Connectivity => Of("connectivity");

    /// <summary>
    /// Sorted set by time: ids of the lines that may be told more than once and are written once. Written with
    /// <see cref="Connectivity"/>.
    /// </summary>
    public string ConnectivityOnce => Of("connectivity:once");

    /// <summary>Lines written so far. Written with <see cref="Connectivity"/>.</summary>
    public string ConnectivityWritten => Of("connectivity:written");

    /// <summary>
    /// Hash of buckets of constant number: minutes of a day, hours of a month, days of a year. Written by
    /// HealthMonitor's leader.
    /// </summary>
    public string Uptime(string service) => Of($"uptime:{service}");

    /// <summary>List: ids of incidents, newest first. Written by HealthMonitor's leader.</summary>
    public string Incidents => Of("incidents");

    /// <summary>
    /// Hash beside <see cref="Incidents"/>: each as it stands in a list, by its id. Written by the same script.
    /// </summary>
    public string IncidentSummaries => Of("incidents:summaries");

    /// <summary>Hash beside it: the text by which each is found. Written by the same script.</summary>
    public string IncidentTexts => Of("incidents:texts");

    /// <summary>An incident with its evidence. Written by HealthMonitor's leader.</summary>
    public string Incident(string id) => Of($"incident:{id}");

    /// <summary>
    /// Hash beside <see cref="Incidents"/>: when each was over, in ms since 1970, empty while it lasts.
    /// </summary>
    public string IncidentEnds => Of("incidents:ends");

    /// <summary>How far the log was grouped into incidents. Written by HealthMonitor's leader.</summary>
    public string IncidentsSoFar => Of("incidents:sofar");

    /// <summary>
    /// The last lines of a container whose service went down, by the id of the line of <see cref="Connectivity"/> that
    /// says so. Written once, by HealthMonitor's leader.
    /// </summary>
    public string ContainerLog(string change) => Of($"container-log:{change}");

    /// <summary>
    /// List: the ids of the last 200 of those, newest first. Written by the same script.
    /// </summary>
    public string ContainerLogs => Of("container-logs");

    /// <summary>
    /// List: 720 samples, one each 5 s, of a <see cref="State"/> key. Written by HealthMonitor's leader.
    /// </summary>
    public string FiveSeconds(string state) => Of($"{state}:s5");

    /// <summary>
    /// List: 1,440 samples, one a minute, of a <see cref="State"/> key. Written by HealthMonitor's leader.
    /// </summary>
    public string Minutes(string state) => Of($"{state}:m1");

    /// <summary>Sorted set: who holds a slot of a lane, by expiry. Written by AudioProxy, by script.</summary>
    public string Lane(string name) => Of($"lane:{name}");

    /// <summary>Sorted set beside <see cref="Lane"/>: who waits, by turn. Written by AudioProxy, by script.</summary>
    public string LaneQueue(string name) => Of($"lane:{name}:queue");

    /// <summary>Sorted set beside <see cref="Lane"/>: who waits, by expiry. Written by AudioProxy, by script.</summary>
    public string LaneAlive(string name) => Of($"lane:{name}:alive");

    /// <summary>
    /// Hash beside <see cref="Lane"/>: how far its time has come, and since when this data set has it. Written by
    /// AudioProxy, by script.
    /// </summary>
    public string LaneClock(string name) => Of($"lane:{name}:clock");

    /// <summary>
    /// Sorted set by the time of their making: ids of transcripts, the last 500. Written by AudioProxy, by script.
    /// </summary>
    public string Transcripts => Of("transcripts");

    /// <summary>
    /// Sorted set: ids of transcripts that have not ended, by when somebody was last seen to run them. Written by
    /// AudioProxy, by script.
    /// </summary>
    public string TranscriptsOpen => Of("transcripts:open");

    /// <summary>Hash beside <see cref="TranscriptsOpen"/>: how far its time has come. Written with it.</summary>
    public string TranscriptsClock => Of("transcripts:clock");

    /// <summary>A transcript, PX 24 h, renewed while it runs. Written by the AudioProxy that runs it.</summary>
    public string Transcript(string id) => Of($"transcript:{id}");

    /// <summary>The instance that runs a transcript, PX 10 s. Written by that AudioProxy.</summary>
    public string TranscriptOwner(string id) => Of($"transcript:{id}:owner");

    /// <summary>Set when a transcript shall end, PX 24 h. Any AudioProxy writes it.</summary>
    public string TranscriptCancel(string id) => Of($"transcript:{id}:cancel");

    /// <summary>
    /// List: the settled parts of a transcript in order, PX as <see cref="Transcript"/>. Written by the AudioProxy that
    /// runs it.
    /// </summary>
    public string TranscriptParts(string id) => Of($"transcript:{id}:parts");

    /// <summary>
    /// A finished window of a recording, by the hash of what it was made of, PX 12 h. Written by AudioProxy.
    /// </summary>
    public string Window(string hash) => Of($"window:{hash}");

    /// <summary>A process's sign of life, PX 30 s. Written by that process.</summary>
    public string Instance(string service, string instance) => Of($"instance:{service}:{instance}");

    private string Of(string name) => $"sc:{Cluster}:{name}";
}
