using SparkControl.Simulator.Docker;
using SparkControl.Simulator.Hub;
using SparkControl.Simulator.Nodes;
using SparkControl.Simulator.Scenarios;
using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Vllm;

#pragma warning disable CA1001 // None of them holds a handle, and a kill may come after the end.
/// <summary>One vLLM in a container: plays its start, holds memory, serves, and ends.</summary>
internal sealed class VllmProcess
{
    private readonly SimulatedNode _node;
    private readonly Container _container;
    private readonly Scenario _scenario;
    private readonly LoadPlan _plan;
    private readonly StartChecks _checks;
    private readonly EngineOutput _output;
    private readonly OtherRank _other;
    private readonly EngineMemory _memory;
    private readonly EnginePort _port;
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _killed = new();
    private readonly CancellationTokenSource _partnerLost = new();
    private Voice _voice = null!;
    private volatile bool _isDead;

    public VllmProcess(
        SimulatedNode node, Container container, VllmArguments arguments, Scenario scenario, Relay output)
    {
        (_node, _container, Arguments, _scenario) = (node, container, arguments, scenario);
        _plan = new(arguments, scenario) { Version = node.Docker.Registry.In(container.ImageId).Version };
        _checks = new(node, container, _plan);
        _output = new(output, node.Pace);
        _other = new(this, node);
        _memory = new(node, this, _other);
        _port = new(node, arguments.Port, this);
    }

    public VllmArguments Arguments { get; }

    public Task<int> Ended => _ended.Task;

    public bool IsServing => _port.IsServing;

    public int Pid { get; private set; }

    /// <summary>Runs from the first line to the exit status; 137 when it was killed.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        var entry = _container.AddProcess(["/usr/bin/python3", "/usr/local/bin/vllm", .. words], _ => Kill());
        Pid = entry.Pid;
        _voice = new(Pid, Arguments.UsesRay) { PeerAddress = _node.Peer.Address };
        var status = 1;
        try
        {
            status = await LiveAsync();
        }
        finally
        {
            _container.RemoveProcess(entry);
            await EndAsync();
            _ended.SetResult(status);
        }

        return status;
    }

    /// <summary>What nvidia-smi of a node calls its process there.</summary>
    public string NameOn(SimulatedNode where) => (where == _node, Arguments.IsHeadless) switch
    {
        (false, _) => RayRank.Title,
        (_, true) => "VLLM::Worker_TP" + Arguments.Rank,
        _ => "VLLM::EngineCore"
    };

    public void Kill() => _killed.Cancel();

    public void LosePartner() => _partnerLost.Cancel();

    /// <summary>
    /// The rank on the other node is gone without a word: the API goes on to answer, and no request is. False when
    /// there was no such rank.
    /// </summary>
    public bool LoseRankUnheard()
    {
        if (!IsServing || !_other.Vanish()) return false;
        _node.Metrics.IsStuck = true;
        return true;
    }

    private async Task<int> LiveAsync()
    {
        try
        {
            if (_scenario.Kind == ScenarioKind.PortTaken) await _node.TakePortAsync(Arguments.Port);
            if (_scenario.Kind == ScenarioKind.CacheFull) _node.Memory.FillCache();
            await PlayAsync(_checks.Script(_voice), _killed.Token);
            return 1;
        }
        catch (StartFailedException)
        {
            // The lines have said why.
            return 1;
        }
        catch (OperationCanceledException) when (_killed.IsCancellationRequested)
        {
            return 137;
        }
        catch (OperationCanceledException)
        {
            await _output.PrintAsync(FailureLines.WorkerLost(_voice));
            return 1;
        }
    }

    private async Task PlayAsync(IEnumerable<Step> steps, CancellationToken killed)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(killed, _partnerLost.Token);
        foreach (var step in steps) await PlayAsync(step, ending.Token);
        await StayAsync(ending.Token);
    }

    private async Task PlayAsync(Step step, CancellationToken cancel)
    {
        if (step.After > TimeSpan.Zero) await _node.Pace.WaitAsync(step.After, cancel);
        if (step.Effect == StepEffect.Serve) await ListenAsync();
        await _output.PrintAsync(step);
        if (step.Fetched is { } file) Fetch(file);
        if (step.Weights is { } part) _memory.Load((long)(_plan.Weights * part));
        if (step.TakesCache) _memory.Hold((long)(Arguments.MemoryUtilization * NodeMemory.Total));
        await HappenAsync(step.Effect, cancel);
    }

    private async Task HappenAsync(StepEffect effect, CancellationToken cancel)
    {
        switch (effect)
        {
            case StepEffect.Fail:
                throw new StartFailedException();
            case StepEffect.Meet:
                await _other.MeetAsync(_plan, _checks.RayWorker, cancel);
                break;
            case StepEffect.KillWorker:
                _other.Kill();
                break;
            case StepEffect.EngineDies:
                _isDead = true;
                break;
            case StepEffect.TroubleSsh:
                await SshTrouble.BeginAsync(_node, _scenario.Kind);
                break;
            case StepEffect.Hang:
                await Task.Delay(Timeout.Infinite, cancel);
                break;
        }
    }

    private void Fetch(ModelFile file)
    {
        foreach (var cache in _checks.Caches) cache.Add(Arguments.Model, file);
    }

    private async Task ListenAsync()
    {
        if (_scenario.Kind == ScenarioKind.PortShared) await _node.SharePortAsync(Arguments.Port);
        if (await _port.TryServeAsync(Pid, ServerAsync)) return;
        await _output.PrintAsync(FailureLines.LateForPort(Arguments.Port, _voice));
        throw new StartFailedException();
    }

    private async Task<IAsyncDisposable> ServerAsync(int port) => _scenario.Kind == ScenarioKind.Silent
        ? new BlackHole(port)
        : await VllmServer.StartAsync(
            port, _plan, _node.Metrics, _node.Pace, () => _isDead, line => _ = _output.PrintAsync(_voice.Api(line)));

    private async Task StayAsync(CancellationToken cancel)
    {
        await _output.OnlyOutAsync();
        _ = ReportAsync();
        if (_scenario.Kind == ScenarioKind.Flood)
            _ = LogFlood.RunAsync(_output.WriteAsync, _scenario.Lines, _scenario.Rate, _node.Pace.Time, cancel);
        if (_scenario.Kind != ScenarioKind.CrashAfterReady) await Task.Delay(Timeout.Infinite, cancel);
        await _node.Pace.WaitAsync(_scenario.After, cancel);
        foreach (var step in FailureLines.Crash(_voice, _scenario.Dying)) await PlayAsync(step, cancel);
    }

    // Every ten seconds, and not while nothing happens.
    private async Task ReportAsync()
    {
        var report = new TrafficReport(_node.Metrics);
        while (true)
        {
            await Task.WhenAny(_node.Pace.WaitAsync(TrafficReport.Every, _killed.Token), Ended);
            if (_killed.IsCancellationRequested || Ended.IsCompleted || _isDead) return;
            if (report.Next() is { } line) await _output.PrintAsync(_voice.Info("loggers.py:257", line));
        }
    }

    private async Task EndAsync()
    {
        await _port.CloseAsync();
        _other.OfRay?.Leave();
        if (_scenario.Kind == ScenarioKind.MemoryKept && _killed.IsCancellationRequested)
            _memory.Keep((long)_scenario.Gib << 30);
        // The driver takes its time to give unified memory back.
        _ = Task.WhenAny(_node.Pace.WaitAsync(_scenario.MemoryBack, CancellationToken.None), _node.Memory.GivesBack)
            .ContinueWith(_ => _memory.Hold(0), TaskScheduler.Default);
    }

    private sealed class StartFailedException : Exception;
}
