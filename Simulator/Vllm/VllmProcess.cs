using SparkControl.Simulator.Docker;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Scenarios;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Vllm;

#pragma warning disable CA1001 // None of them holds a handle, and a kill may come after the end.
/// <summary>One vLLM in a container: plays its start, holds memory, serves, and ends.</summary>
internal sealed class VllmProcess(SimulatedNode node, Container container, VllmArguments arguments, Scenario scenario, Relay output)
{
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _killed = new();
    private readonly CancellationTokenSource _partnerLost = new();
    private readonly LoadPlan _plan = new(arguments, scenario);
    private RayRank? _rayRank;
    private VllmProcess? _partner;
    private IAsyncDisposable? _server;
    private Voice _voice = null!;
    private bool _isUnheard;
    private volatile bool _isDead;

    public VllmArguments Arguments => arguments;

    public Task<int> Ended => _ended.Task;

    public bool IsServing => _server is not null;

    public int Pid { get; private set; }

    /// <summary>Runs from the first line to the exit status; -9 when it was killed.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        var entry = container.AddProcess(["/usr/bin/python3", "/usr/local/bin/vllm", .. words], _ => Kill());
        Pid = entry.Pid;
        _voice = new(Pid, arguments.UsesRay) { PeerAddress = node.Peer.Address };
        var status = 1;
        try
        {
            if (scenario.Kind == ScenarioKind.PortTaken) await node.TakePortAsync(arguments.Port);
            if (scenario.Kind == ScenarioKind.CacheFull) node.Memory.FillCache();
            await PlayAsync(Script(), _killed.Token);
        }
        catch (StartFailedException)
        {
            // The lines have said why.
        }
        catch (OperationCanceledException) when (_partnerLost.IsCancellationRequested && !_killed.IsCancellationRequested)
        {
            await PrintAllAsync(FailureLines.WorkerLost(_voice));
        }
        catch (OperationCanceledException)
        {
            status = 137;
        }
        finally
        {
            container.RemoveProcess(entry);
            await EndAsync();
            _ended.SetResult(status);
        }

        return status;
    }

    /// <summary>What nvidia-smi of a node calls its process there.</summary>
    public string NameOn(SimulatedNode where) => (where == node, arguments.IsHeadless) switch
    {
        (false, _) => RayRank.Title,
        (_, true) => "VLLM::Worker_TP" + arguments.Rank,
        _ => "VLLM::EngineCore"
    };

    public void Kill() => _killed.Cancel();

    public void LosePartner() => _partnerLost.Cancel();

    public async Task PrintAsync(Step step)
    {
        if (_isUnheard || step.Text is null) return;
        try
        {
            await output.WriteAsync(Voice.Say(step.Text, node.Pace.Now) + (step.IsOpen ? "" : "\n"), step.IsError);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // Whoever relayed the lines is gone; the engine goes on without being heard.
            _isUnheard = true;
        }
    }

    private IEnumerable<Step> Script()
    {
        if (arguments.IsHeadless) return RankScript.Steps(_plan, _voice, node.Pace, node.Cache.Missing(arguments.Model));
        if (FailureLines.Impossible(_plan, node.Sshd is not null) is { } impossible) return impossible;
        if (node.Ports.IsTaken(arguments.Port)) return FailureLines.PortTaken();
        var missing = Caches.SelectMany(cache => cache.Missing(arguments.Model)).Distinct().ToList();
        var steps = new StartupScript(_plan, _voice, node.Pace) { Missing = missing }.Steps();
        var wanted = arguments.MemoryUtilization * NodeMemory.Total;
        var free = (double)node.Memory.Free;
        IEnumerable<Step>? problem = _plan switch
        {
            { Ranks: > 1 } when arguments is { NodeCount: 1, UsesRay: false } => FailureLines.TooFewGpus(_plan.Ranks, _voice),
            { Ranks: > 1 } when arguments.UsesRay && FindRayWorker() is null => FailureLines.TooFewGpus(_plan.Ranks, _voice),
            _ when wanted > free => FailureLines.FreeMemory(free, wanted, arguments.MemoryUtilization, _voice),
            _ => null
        };
        return problem is null ? steps : steps.TakeWhile(step => step.Effect != StepEffect.Meet).Concat(problem);
    }

    // A rank of Ray fetches for itself, with nobody but the head to say so.
    private IEnumerable<HuggingFaceCache> Caches =>
        arguments.UsesRay && FindRayWorker() is not null ? [node.Cache, node.Peer.Cache] : [node.Cache];

    private ContainerRun? FindRayWorker() => container.Ray != "head" ? null : node.Peer.Docker.Containers
        .Where(other => other.Ray is not null and not "head").Select(other => other.Run).FirstOrDefault(run => run is not null);

    /// <summary>Ray's rank of the other node lives in the container there, and ends with it.</summary>
    private void JoinRay()
    {
        if (FindRayWorker() is not { } run)
        {
            LosePartner();
            return;
        }

        _rayRank = new(this, node.Peer, run);
    }

    private async Task PlayAsync(IEnumerable<Step> steps, CancellationToken killed)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(killed, _partnerLost.Token);
        foreach (var step in steps)
        {
            await PlayAsync(step, ending.Token);
        }

        await StayAsync(ending.Token);
    }

    private async Task PlayAsync(Step step, CancellationToken cancel)
    {
        if (step.After > TimeSpan.Zero) await node.Pace.WaitAsync(step.After, cancel);
        if (step.Effect == StepEffect.Serve) await ListenAsync();
        await PrintAsync(step);
        if (step.Fetched is { } file) Fetch(file);
        if (step.Weights is { } part) Load((long)(_plan.Weights * part));
        if (step.TakesCache) Hold((long)(arguments.MemoryUtilization * NodeMemory.Total));
        await HappenAsync(step.Effect, cancel);
    }

    private async Task HappenAsync(StepEffect effect, CancellationToken cancel)
    {
        switch (effect)
        {
            case StepEffect.Fail:
                throw new StartFailedException();
            case StepEffect.Meet when arguments.UsesRay && _plan.Ranks > 1:
                JoinRay();
                break;
            case StepEffect.Meet when arguments.NodeCount > 1:
                _partner = await node.Meetings.MeetAsync(this, cancel);
                // A rank without an API does not hear of the head's end: it waits for it until its container ends.
                if (!arguments.IsHeadless) _ = _partner.Ended.ContinueWith(_ => LosePartner(), TaskScheduler.Default);
                break;
            case StepEffect.KillWorker:
                _partner?.Kill();
                _rayRank?.Die();
                break;
            case StepEffect.EngineDies:
                _isDead = true;
                break;
            case StepEffect.TroubleSsh:
                await TroubleSshAsync();
                break;
            case StepEffect.Hang:
                await Task.Delay(Timeout.Infinite, cancel);
                break;
        }
    }

    private Task TroubleSshAsync()
    {
        if (scenario.Kind == ScenarioKind.HostKeyChanged) return node.Sshd?.SwapHostKeyAsync() ?? Task.CompletedTask;
        if (scenario.Kind == ScenarioKind.SilentNode) node.Sshd?.FallSilent();
        else foreach (var one in new[] { node, node.Peer }) one.Sshd?.DropConnections();
        return Task.CompletedTask;
    }

    private void Fetch(ModelFile file)
    {
        foreach (var cache in Caches) cache.Add(arguments.Model, file);
    }

    private void Load(long bytes)
    {
        foreach (var memory in new[] { node.Memory, _rayRank?.Memory }.OfType<NodeMemory>())
            memory.Read(bytes - memory.HeldBy(this));
        Hold(bytes);
    }

    private void Hold(long bytes)
    {
        node.Memory.Hold(this, bytes);
        _rayRank?.Memory.Hold(this, bytes);
    }

    private async Task ListenAsync()
    {
        if (!node.Ports.TryListen(arguments.Port, "vllm", Pid, this)) await FailLateAsync();
        try
        {
            var port = node.Ports.Here(arguments.Port);
            _server = scenario.Kind == ScenarioKind.Silent
                ? new BlackHole(port)
                : await VllmServer.StartAsync(
                    port, _plan, node.Metrics, node.Pace, () => _isDead, line => _ = PrintAsync(new(TimeSpan.Zero, _voice.Api(line))));
        }
        catch (Exception taken) when (taken is IOException or System.Net.Sockets.SocketException)
        {
            node.Ports.Close(arguments.Port, this);
            await FailLateAsync();
        }
    }

    private async Task FailLateAsync()
    {
        await PrintAllAsync(FailureLines.LateForPort(arguments.Port, _voice));
        throw new StartFailedException();
    }

    private async Task StayAsync(CancellationToken cancel)
    {
        await output.OnlyOutAsync();
        _ = ReportAsync();
        if (scenario.Kind == ScenarioKind.Flood) _ = LogFlood.RunAsync(WriteAsync, scenario.Lines, scenario.Rate, node.Pace.Time, cancel);
        if (scenario.Kind != ScenarioKind.CrashAfterReady) await Task.Delay(Timeout.Infinite, cancel);
        await node.Pace.WaitAsync(scenario.After, cancel);
        foreach (var step in FailureLines.Crash(_voice, scenario.Dying)) await PlayAsync(step, cancel);
    }

    // Every ten seconds, and not while nothing happens.
    private async Task ReportAsync()
    {
        var report = new TrafficReport(node.Metrics);
        while (true)
        {
            await Task.WhenAny(node.Pace.WaitAsync(TrafficReport.Every, _killed.Token), Ended);
            if (_killed.IsCancellationRequested || Ended.IsCompleted || _isDead) return;
            if (report.Next() is { } line) await PrintAsync(new(TimeSpan.Zero, _voice.Info("loggers.py:257", line)));
        }
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancel) => output.WriteAsync(text, isError: false, cancel);

    private async Task PrintAllAsync(IEnumerable<Step> steps)
    {
        foreach (var step in steps) await PrintAsync(step);
    }

    private async Task EndAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
        _rayRank?.Leave();
        node.Ports.Close(arguments.Port, this);
        if (scenario.Kind == ScenarioKind.MemoryKept && _killed.IsCancellationRequested) KeepMemory();
        // The driver takes its time to give unified memory back.
        _ = node.Pace.WaitAsync(TimeSpan.FromSeconds(4), CancellationToken.None)
            .ContinueWith(_ => Hold(0), TaskScheduler.Default);
    }

    private void KeepMemory()
    {
        var kept = Math.Min((long)scenario.Gib << 30, node.Memory.HeldBy(this));
        node.Memory.Hold(this, node.Memory.HeldBy(this) - kept);
        node.Memory.Keep(kept);
    }

    private sealed class StartFailedException : Exception;
}
