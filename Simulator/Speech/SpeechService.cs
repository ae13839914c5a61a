using SparkControl.Simulator.Docker;

namespace SparkControl.Simulator.Speech;

/// <summary>A speech service of the pair, in its container, and what can be made to go wrong with it.</summary>
public sealed class SpeechService
{
    private volatile ServiceLife? _life;
    private volatile Task _quiet = Task.CompletedTask;
    private bool _isWarm;

    internal SpeechService(SimulatedNode node, ServicePlan plan)
    {
        (Node, Plan) = (node, plan);
        node.AddService(plan.Image, RunAsync);
    }

    /// <summary>The name of its container.</summary>
    public string Container => Plan.Container;

    /// <summary>Where it runs.</summary>
    public SimulatedNode Node { get; }

    /// <summary>The loopback port behind its port on the node.</summary>
    public int Port => Node.Ports.Here(Plan.Port);

    /// <summary>It answers as a service does that has started.</summary>
    public bool IsReady => _life?.IsReady == true;

    /// <summary>Parakeet only: how it words what it has heard, until the pair is reset.</summary>
    public AnswerStyle Answers { get; set; } = new();

    /// <summary>Parakeet only: how it errs about who speaks, until it is well again; null is not at all.</summary>
    public DiarizerErrors? Errors { get; set; }

    /// <summary>Parakeet only: how fast it works and how much memory it may take, until it is well again.</summary>
    public AudioWork Work { get; set; } = new();

    /// <summary>Parakeet only: who has asked for what, and which calls go wrong.</summary>
    public AudioCalls Calls { get; } = new();

    internal ServicePlan Plan { get; }

    internal bool IsParakeet => Plan == Parakeet.Plan;

    internal bool IsWedgedForGood { get; private set; }

    internal bool IsCrashing { get; private set; }

    internal bool IsPatched { get; private set; } = true;

    /// <summary>Ends when it says something again.</summary>
    internal Task Quiet => _quiet;

    /// <summary>Bytes that it holds of its node's memory.</summary>
    internal long Memory => Node.Memory.HeldBy(this);

    /// <summary>Takes connections and answers none for so long, which is not compressed.</summary>
    public void Blip(TimeSpan time) => _quiet = Task.Delay(time, Node.Pace.Time);

    /// <summary>
    /// Has its GPU at work for so long, which is not compressed: /health hangs until then, audio is refused with 503.
    /// </summary>
    public void KeepBusy(TimeSpan time) => _ = _life?.Gpu.OccupyAsync(time, Node.Pace.Time);

    /// <summary>Fails every request for the GPU from now on, until its process is started anew.</summary>
    /// <param name="forGood">Not even then, until the pair is reset.</param>
    public void Wedge(bool forGood = false)
    {
        IsWedgedForGood |= forGood;
        if (_life is { } life) life.IsWedged = true;
    }

    /// <summary>Ends its process as a SIGKILL from outside docker does; its restart policy says what follows.</summary>
    public void Kill() => _life?.End(137);

    /// <summary>Lets the kernel end its process for want of memory.</summary>
    public void RunOutOfMemory() => _life?.EndForMemory();

    /// <summary>Ends its process now, and soon after each start until <see cref="Recover"/>.</summary>
    public void CrashLoop()
    {
        IsCrashing = true;
        _life?.End(1);
    }

    /// <summary>Magpie only: gives its cache to root and ends its process, which then does not start.</summary>
    public void LoseCache()
    {
        Node.Docker.Volumes.Give(Magpie.Cache, 0);
        _life?.End(1);
    }

    /// <summary>Parakeet only: takes away what finds speakers.</summary>
    public void Unpatch() => IsPatched = false;

    /// <summary>The cache is Magpie's, the patch Parakeet's.</summary>
    public bool CanHave(ServiceTrouble trouble) => trouble switch
    {
        ServiceTrouble.CacheNotWritable => Plan == Magpie.Plan,
        ServiceTrouble.Unpatched => IsParakeet,
        _ => true
    };

    /// <summary>Begins a trouble; a time that it does not take is ignored.</summary>
    public void Begin(ServiceTrouble trouble, TimeSpan time)
    {
        Action begin = trouble switch
        {
            ServiceTrouble.Blip => () => Blip(time),
            ServiceTrouble.Busy => () => KeepBusy(time),
            ServiceTrouble.Wedged => () => Wedge(),
            ServiceTrouble.WedgedForGood => () => Wedge(forGood: true),
            ServiceTrouble.Killed => Kill,
            ServiceTrouble.OutOfMemory => RunOutOfMemory,
            ServiceTrouble.CrashLoop => CrashLoop,
            ServiceTrouble.CacheNotWritable => LoseCache,
            _ => Unpatch
        };
        begin();
    }

    /// <summary>Ends what was made to go wrong; what has ended of it stays so until it is started.</summary>
    public void Recover()
    {
        (IsWedgedForGood, IsCrashing, IsPatched, _quiet) = (false, false, true, Task.CompletedTask);
        (Errors, Work) = (null, new());
        Calls.Forgive();
        Node.Docker.Volumes.Give(Magpie.Cache, Magpie.User);
    }

    /// <summary>Puts its container on the node as one that has run for days, and waits until it serves.</summary>
    internal async Task InstallAsync()
    {
        Recover();
        Answers = new();
        Calls.Reset();
        var docker = Node.Docker;
        var since = Node.Pace.Now - TimeSpan.FromDays(2);
        var container = await DockerRun.CreateAsync(
            docker, docker.Images.Find(Plan.Image)!, DockerRun.Parse(Plan.Run), since);
        _isWarm = true;
        docker.TryAdd(container);
        docker.Runs.Start(container);
        container.StartedAt = since;
        await (_life?.Started ?? Task.CompletedTask);
    }

    private async Task<int> RunAsync(ServiceRun run)
    {
        var life = new ServiceLife(this, run);
        var isWarm = _isWarm;
        (_life, _isWarm) = (life, false);
        Node.GpuServices[this] = true;
        try
        {
            return await life.RunAsync(isWarm);
        }
        finally
        {
            Node.GpuServices.TryRemove(this, out _);
            _life = null;
        }
    }
}
