using Microsoft.Extensions.Logging.Abstractions;
using SparkControl.Sparks;
using SparkControl.Tests.Integration.Ssh;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

public sealed class RemoteJobTests : IAsyncLifetime
{
    private static readonly Epoch Ours = new(1, "panel-a");
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private TestSshd sshd = null!;
    private SshShell shell = null!;
    private RemoteJobs jobs = null!;

    public async ValueTask InitializeAsync()
    {
        sshd = await TestSshd.StartAsync();
        (shell, jobs) = Connect();
    }

    public async ValueTask DisposeAsync()
    {
        await shell.DisposeAsync();
        await sshd.DisposeAsync();
    }

    private string Job(string id) => Path.Combine(sshd.Home, ".spark-control/jobs", id);

    [Fact]
    public async Task A_job_runs_to_its_end_and_leaves_log_and_exit_code()
    {
        await StartAsync("one", "echo out; echo err >&2; exit 3");

        var status = await EndAsync("one");

        Assert.Equal((RemoteJobState.Exited, 3, 8L), (status.State, status.ExitCode, status.LogBytes));
        Assert.Equal("out\nerr\n", await File.ReadAllTextAsync($"{Job("one")}/log", Cancel));
    }

    [Fact]
    public async Task A_job_survives_the_connection_and_is_found_by_a_new_shell()
    {
        await StartAsync("long", $"while [ ! -e {sshd.Home}/go ]; do sleep 0.1; done; echo done");
        await sshd.CutAsync();
        await shell.DisposeAsync();
        (shell, jobs) = Connect();

        Assert.Equal(RemoteJobState.Running, (await jobs.StatusAsync("long", Cancel)).State);
        await File.WriteAllTextAsync($"{sshd.Home}/go", "", Cancel);
        Assert.Equal((RemoteJobState.Exited, 0), await StateAsync(EndAsync("long")));
    }

    [Fact]
    public async Task A_job_is_never_started_twice()
    {
        var starts = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => jobs.StartAsync("once", "echo ran", Ours, cancel: Cancel)));

        await EndAsync("once");
        Assert.All(starts, start => Assert.True(start.Result.Succeeded, start.Result.Reason));
        Assert.Equal(3, starts.Count(start => start.Attached));
        Assert.Equal("ran\n", await File.ReadAllTextAsync($"{Job("once")}/log", Cancel));
    }

    [Fact]
    public async Task A_secret_reaches_the_job_and_no_file_and_no_process_list()
    {
        // The script knows it backwards alone: whatever holds it has it from the environment.
        const string Token = "open-sesame-1", Backwards = "1-emases-nepo";
        var script = $"[ \"$(printf %s \"$TOKEN\" | rev)\" = {Backwards} ] || exit 9; cat /proc/*/cmdline 2>/dev/null | tr '\\0' ' '; echo listed";
        await jobs.StartAsync("secret", script, Ours, new Dictionary<string, string> { ["TOKEN"] = Token }, Cancel);

        Assert.Equal((RemoteJobState.Exited, 0), await StateAsync(EndAsync("secret")));
        Assert.Contains(
            "listed", await File.ReadAllTextAsync($"{Job("secret")}/log", Cancel), StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(Job("secret")),
            file => Assert.DoesNotContain(Token, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_job_is_gone_with_everything_it_started()
    {
        await StartAsync("cancel", "timeout 600 sleep 601 & sleep 600; echo never");
        await Until.TrueAsync(() => File.Exists($"{Job("cancel")}/pid"));

        Assert.True((await jobs.CancelAsync("cancel", Ours, Cancel)).Succeeded);

        Assert.Equal(RemoteJobState.Exited, (await EndAsync("cancel")).State);
        Assert.Equal("", await LeftAsync("cancel"));
    }

    [Fact]
    public async Task What_outlives_its_job_and_ignores_the_request_is_killed_as_well()
    {
        await StartAsync("survivor", "sh -c 'trap \"\" TERM; echo up; sleep 601' & sleep 600");
        await Until.TrueAsync(() => File.ReadAllText($"{Job("survivor")}/log") == "up\n");

        Assert.Equal("gone\n", (await jobs.CancelAsync("survivor", Ours, Cancel)).Output);

        Assert.Equal("", await LeftAsync("survivor"));
    }

    [Fact]
    public async Task A_job_that_has_lost_its_runner_alone_is_running_and_can_be_ended()
    {
        await StartAsync("headless", "sleep 600");
        await Until.TrueAsync(() => File.Exists($"{Job("headless")}/pid"));
        await Until.TrueAsync(
            async () => (await LeftAsync("headless")).Contains("sleep 600", StringComparison.Ordinal));
        await shell.RunAsync(new("kill -KILL \"$(head -n 1 \"$HOME/.spark-control/jobs/headless/pid\")\""), Cancel);

        Assert.Equal(RemoteJobState.Running, (await jobs.StatusAsync("headless", Cancel)).State);
        Assert.Equal("gone\n", (await jobs.CancelAsync("headless", Ours, Cancel)).Output);

        Assert.Equal("", await LeftAsync("headless"));
    }

    [Fact]
    public async Task A_runner_that_comes_after_its_job_was_ended_runs_nothing()
    {
        Directory.CreateDirectory(Job("late"));
        await File.WriteAllTextAsync($"{Job("late")}/command.sh", "touch \"$HOME/ran\"\n", Cancel);
        Directory.SetLastWriteTimeUtc(Job("late"), DateTime.UtcNow.AddSeconds(-11));
        Assert.Equal("gone\n", (await jobs.CancelAsync("late", Ours, Cancel)).Output);

        await shell.RunAsync(new(JobScripts.Runner) { Arguments = [Job("late")] }, Cancel);

        Assert.False(File.Exists($"{sshd.Home}/ran"));
        Assert.Equal((RemoteJobState.Exited, 143), await StateAsync(EndAsync("late")));
    }

    [Fact]
    public async Task What_a_job_makes_may_be_read_as_its_user_wants_it_and_its_directory_by_nobody_else()
    {
        var mask = (await shell.RunAsync(new("umask"), Cancel)).Output;
        await StartAsync("mask", "umask; stat -c %a \"$HOME/.spark-control/jobs/mask\"");

        await EndAsync("mask");

        Assert.Equal($"{mask}700\n", await File.ReadAllTextAsync($"{Job("mask")}/log", Cancel));
    }

    [Fact]
    public async Task A_job_that_ignores_the_request_is_killed_after_ten_seconds()
    {
        await StartAsync("stubborn", "trap '' TERM; echo up; while :; do sleep 1; done");
        await Until.TrueAsync(() => File.ReadAllText($"{Job("stubborn")}/log") == "up\n");

        Assert.True((await jobs.CancelAsync("stubborn", Ours, Cancel)).Succeeded);

        Assert.Equal((RemoteJobState.Exited, 137), await StateAsync(EndAsync("stubborn")));
    }

    [Fact]
    public async Task A_job_whose_process_is_gone_without_an_exit_code_is_lost()
    {
        await StartAsync("killed", "sleep 600");
        await Until.TrueAsync(() => File.Exists($"{Job("killed")}/pid"));

        await shell.RunAsync(new("kill -KILL -$(head -n 1 \"$HOME/.spark-control/jobs/killed/pid\")"), Cancel);

        await Until.TrueAsync(async () => (await jobs.StatusAsync("killed", Cancel)).State == RemoteJobState.Lost);
    }

    [Fact]
    public async Task A_process_that_has_got_the_id_of_a_job_is_not_taken_for_it()
    {
        Directory.CreateDirectory(Job("reused"));
        await File.WriteAllTextAsync($"{Job("reused")}/pid",
            $"{Environment.ProcessId}\n1\n{File.ReadAllText("/proc/sys/kernel/random/boot_id")}", Cancel);

        Assert.Equal(RemoteJobState.Lost, (await jobs.StatusAsync("reused", Cancel)).State);
        Assert.Equal("gone\n", (await jobs.CancelAsync("reused", Ours, Cancel)).Output);
    }

    [Fact]
    public async Task A_directory_without_a_process_is_running_for_ten_seconds_and_then_lost()
    {
        Directory.CreateDirectory(Job("bare"));
        Assert.Equal(RemoteJobState.Running, (await jobs.StatusAsync("bare", Cancel)).State);

        Directory.SetLastWriteTimeUtc(Job("bare"), DateTime.UtcNow.AddSeconds(-11));

        Assert.Equal(RemoteJobState.Lost, (await jobs.StatusAsync("bare", Cancel)).State);
    }

    [Fact]
    public async Task The_twenty_newest_ended_jobs_are_kept_and_a_live_one_whatever_its_age()
    {
        await StartAsync("live", "sleep 600");
        await Until.TrueAsync(() => File.Exists($"{Job("live")}/pid"));
        Directory.SetLastWriteTimeUtc(Job("live"), DateTime.UtcNow.AddDays(-2));
        for (var i = 0; i < 25; i++)
        {
            Directory.CreateDirectory(Job($"old-{i:00}"));
            await File.WriteAllTextAsync($"{Job($"old-{i:00}")}/exit", "0\n", Cancel);
            Directory.SetLastWriteTimeUtc(Job($"old-{i:00}"), DateTime.UtcNow.AddHours(-i - 1));
        }

        await StartAsync("new", "true");

        var left = Directory.GetDirectories(Job("")).Select(Path.GetFileName).ToHashSet();
        Assert.Superset(new HashSet<string?> { "live", "new", "old-00", "old-18" }, left);
        Assert.DoesNotContain("old-20", left);
        await jobs.CancelAsync("live", Ours, Cancel);
    }

    [Fact]
    public async Task There_is_no_job_where_there_is_no_directory()
    {
        Assert.Equal(RemoteJobState.Absent, (await jobs.StatusAsync("never", Cancel)).State);
    }

    [Fact]
    public async Task Nothing_is_known_of_a_job_on_a_node_that_cannot_be_asked()
    {
        await sshd.StopAsync();

        Assert.Equal(RemoteJobState.Unknown, (await jobs.StatusAsync("any", Cancel)).State);
    }

    [Fact]
    public async Task The_nodes_lock_is_free_while_a_job_runs()
    {
        await StartAsync("holder", "sleep 600");

        var next = await shell.RunAsync(new("true") { Epoch = Ours }, Cancel);

        Assert.True(next.Succeeded && next.Took < TimeSpan.FromSeconds(5), next.Reason);
        await jobs.CancelAsync("holder", Ours, Cancel);
    }

    /// <summary>What still works in the job's session.</summary>
    private async Task<string> LeftAsync(string id)
    {
        var script = "ps -o stat=,args= -s \"$(head -n 1 \"$HOME/.spark-control/jobs/$1/pid\")\" | grep -v '^Z'";
        return (await shell.RunAsync(new(script) { Arguments = [id] }, Cancel)).Output;
    }

    private (SshShell, RemoteJobs) Connect()
    {
        var fresh = new SshShell(sshd.Node(), sshd.Key, TimeProvider.System, NullLogger<SshShell>.Instance);
        return (fresh, new(fresh, TimeProvider.System));
    }

    private async Task StartAsync(string id, string command)
    {
        var start = await jobs.StartAsync(id, command, Ours, cancel: Cancel);
        Assert.True(start.Result.Succeeded, start.Result.Reason + start.Result.Error);
    }

    private async Task<RemoteJobStatus> EndAsync(string id)
    {
        RemoteJobStatus status = null!;
        await Until.TrueAsync(
            async () => (status = await jobs.StatusAsync(id, Cancel)).State is not RemoteJobState.Running);
        return status;
    }

    private static async Task<(RemoteJobState, int?)> StateAsync(Task<RemoteJobStatus> status) =>
        ((await status).State, (await status).ExitCode);
}
