using System.Globalization;
using SparkControl.Contracts;
using SparkControl.HealthMonitor.Sampling;
using Xunit;

namespace SparkControl.Tests.Unit.Health;

public sealed class SampleTextTests
{
    private const string Mark = "sc-1";

    private const string Files = """
        ==> /proc/sys/kernel/hostname <==
        spark-a1

        ==> /proc/uptime <==
        259200.50 4872960.00

        ==> /proc/loadavg <==
        4.02 3.65 3.19 2/1184 48211

        ==> /proc/meminfo <==
        MemTotal:       127600000 kB
        MemFree:          1000000 kB
        MemAvailable:    23000000 kB
        SwapTotal:       16000000 kB
        SwapFree:        15000000 kB

        ==> /proc/vmstat <==
        nr_free_pages 1204114
        pswpin 12
        pswpout 345

        ==> /proc/pressure/cpu <==
        some avg10=5.61 avg60=1.50 avg300=0.00 total=183422

        ==> /proc/pressure/memory <==
        some avg10=41.20 avg60=3.00 avg300=0.00 total=183422
        full avg10=40.10 avg60=2.00 avg300=0.00 total=160113

        ==> /sys/class/thermal/thermal_zone0/temp <==
        69620

        ==> /sys/class/thermal/thermal_zone1/temp <==
        71200

        ==> /sys/class/thermal/thermal_zone2/temp <==
        -274000

        """;

    [Fact]
    public void What_the_kernel_says_is_read()
    {
        var sample = Parse(Part("files", Files));

        Assert.Equal(
            new()
            {
                Hostname = "spark-a1",
                UptimeSeconds = 259_200.5,
                MemTotalBytes = 127_600_000L * 1024,
                MemAvailableBytes = 23_000_000L * 1024,
                MemFreeBytes = 1_000_000L * 1024,
                SwapTotalBytes = 16_000_000L * 1024,
                SwapFreeBytes = 15_000_000L * 1024,
                SwappedInPages = 12,
                SwappedOutPages = 345,
                CpuPressure = new(5.61, 1.5, null, null),
                MemoryPressure = new(41.2, 3, 40.1, 2),
                Load1 = 4.02,
                Load5 = 3.65,
                Load15 = 3.19,
                TemperatureC = 71.2
            },
            sample);
    }

    [Theory]
    [InlineData("cpu  1 2 3\nctxt 77\nbtime 1795000000\nprocesses 5", "2026-11-18T11:06:42.50")]
    [InlineData("cpu  1 2 3\nctxt 77", null)]
    [InlineData("btime 99999999999999", null)]
    public void What_the_nodes_clock_says_is_its_start_and_what_has_passed_since(string stat, string? expected)
    {
        var sample = Parse(Part("files", $"==> /proc/uptime <==\n2.50 9.00\n\n==> /proc/stat <==\n{stat}\n\n"));

        Assert.Equal(expected, sample.NodeTime?.ToString("yyyy-MM-ddTHH:mm:ss.ff", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(11, 100.0, 111.0, true)]
    [InlineData(12, 100.0, 112.0, false)]
    [InlineData(5, 100.0, 3.0, false)]
    [InlineData(5, null, null, true)]
    [InlineData(null, 100.0, 105.0, false)]
    public void What_the_gpu_said_too_long_ago_or_before_a_restart_of_its_node_is_not_told(
        int? ago, double? before, double? now, bool isTold)
    {
        var at = DateTimeOffset.UnixEpoch;
        var last = new NodeSample
        {
            UptimeSeconds = before,
            Gpu = new() { At = ago is { } seconds ? at.AddSeconds(-seconds) : null }
        };

        Assert.Equal(isTold, new NodeSample { UptimeSeconds = now }.GpuSince(last, at) == last.Gpu);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bash: syntax error\n")]
    [InlineData("\nsc-2 files 0\n==> /proc/uptime <==\n1.0 2.0\n\nsc-2 end 0\n")]
    public void What_the_node_did_not_say_is_unknown(string output) =>
        Assert.Equal(new NodeSample(), SampleText.Parse(output, Mark, ["vllm_node"]));

    [Fact]
    public void A_part_that_was_broken_off_is_unknown() =>
        Assert.Equal(new NodeSample(), SampleText.Parse(Part("files", "==> /proc/uptime <==\n259"), Mark, []));

    [Theory]
    [InlineData("MemTotal:  12x kB")]
    [InlineData("MemTotal:")]
    [InlineData("MemTotals: 12 kB")]
    [InlineData("MemTotal: -12 kB")]
    public void A_figure_that_is_no_number_is_unknown(string line) =>
        Assert.Null(Parse(Part("files", $"==> /proc/meminfo <==\n{line}\n")).MemTotalBytes);

    [Theory]
    [InlineData("0m0.000000s 0m0.010000s\n0m0.020000s 1m0.030000s\n", 60_060.0)]
    [InlineData("0m0.00s 0m0.00s\n", null)]
    public void What_the_sample_has_cost_is_the_shells_time_and_its_childrens(string times, double? expected) =>
        Assert.Equal(expected, Parse(Part("times", times)).CostCpuMs);

    [Fact]
    public void Directories_on_one_file_system_are_one_disk()
    {
        const string Table = """
            Filesystem     1024-blocks     Used Available Capacity Mounted on
            /dev/nvme0n1p2      264212 18417664     78360      20% /
            /dev/nvme0n1p2      264212 18417664     78360      20% /
            map auto home       900000        0    800000       0% /my models

            """;

        var disks = Parse(Part("disks", Table)).Disks!;

        Assert.Equal(["/ 270553088 80240640 home launcher", "/my models 921600000 819200000 weights"],
            disks.Select(disk => $"{disk.Mount} {disk.SizeBytes} {disk.FreeBytes} {string.Join(' ', disk.Holds)}"));
    }

    [Fact]
    public void A_disk_of_which_nobody_knows_what_it_holds_is_unknown() =>
        Assert.Null(Parse(Part("disks", "/dev/vda 264212084 18417664 78360308 20% /\n")).Disks);

    [Fact]
    public void Containers_are_there_or_not_or_nobody_knows()
    {
        const string Said = """
            WARNING: something
            /vllm_node running 2 2026-11-24T12:00:00.123456789Z false 0
            /parakeet-asr exited 0 2026-11-24T12:00:00Z true 137
            /magpie-tts-of-another created 0 0001-01-01T00:00:00Z false 0
            Error response from daemon: No such container: gone

            """;

        var parts = Part("containers", Said) + Part("containers-code", "", code: 1);
        var containers = Parse(parts, "vllm_node", "parakeet-asr", "gone", "magpie-tts").Containers;

        Assert.Equal(
            [
                new("vllm_node")
                {
                    Present = true, Status = "running", RestartCount = 2, OomKilled = false,
                    StartedAt = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567)
                },
                new("parakeet-asr")
                {
                    Present = true, Status = "exited", RestartCount = 0, OomKilled = true, ExitCode = 137,
                    StartedAt = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero)
                },
                new("gone") { Present = false },
                new("magpie-tts")
            ],
            containers!);
    }

    [Fact]
    public void A_docker_that_does_not_answer_leaves_its_containers_unknown()
    {
        var said = Part("containers", "Cannot connect to the Docker daemon\n") + Part("containers-code", "", code: 1);

        Assert.Equal([new ContainerSample("vllm_node")], Parse(said, "vllm_node").Containers!);
    }

    [Theory]
    [InlineData(
        "96, 72, 58.31, 2405, Not Active, Active, Not Active, Not Active, Active", 96.0, 58.31,
        "hw_thermal_slowdown sw_power_cap")]
    [InlineData("0, 41, 4.10, 208, Not Active, Not Active, Not Active, Not Active, Not Active", 0.0, 4.1, "")]
    [InlineData("[N/A], 72, [Not Supported], 2405, [N/A], [N/A], [N/A], [N/A], [N/A]", null, null, null)]
    [InlineData("[Unknown Error], , N/A, , , , , , ", null, null, null)]
    public void Nvidia_smi_has_numbers_or_none(string row, double? utilization, double? power, string? throttle)
    {
        var gpu = Gpu(row, "").Gpu!;

        Assert.Equal((utilization, power), (gpu.UtilizationPercent, gpu.PowerW));
        Assert.Equal(throttle, gpu.Throttle is null ? null : string.Join(' ', gpu.Throttle));
    }

    [Theory]
    [InlineData("4711, VLLM::EngineCore, 93211", 93_211L)]
    [InlineData("1, a, b, 1\n2, c, 2\n", 3L)]
    [InlineData("1, a, 1\n2, c, [N/A]\n", 1L)]
    [InlineData("", 0L)]
    [InlineData("4711, VLLM, [N/A]", null)]
    public void Gpu_memory_is_summed_and_unknown_where_it_was_not_said(string processes, long? mebibytes)
    {
        var gpu = Gpu("0, 41, 4.10, 208, Not Active, Not Active, Not Active, Not Active, Not Active", processes).Gpu;

        Assert.Equal(mebibytes * 1024 * 1024, GpuText.Held(gpu));
    }

    [Theory]
    [InlineData("1, VLLM::EngineCore, 90\n2, python3, 3", null, 90L)]
    [InlineData("1, ray::RayWorkerWrapper, 90\n2, python3, 3", true, 90L)]
    [InlineData("2, python3, 3", false, 0L)]
    [InlineData("2, python3, 3", true, null)]
    [InlineData("2, python3, 3", null, null)]
    [InlineData("", true, 0L)]
    public void What_the_model_holds_is_told_by_the_names_of_its_processes(
        string processes, bool? runs, long? mebibytes)
    {
        var gpu = Gpu("0, 41, 4.10, 208, Not Active, Not Active, Not Active, Not Active, Not Active", processes).Gpu;

        Assert.Equal(mebibytes * 1024 * 1024, GpuText.HeldByModel(gpu, runs));
    }

    [Fact]
    public void A_process_may_have_commas_in_its_name() =>
        Assert.Equal([new GpuProcess(1, "a, b", 1024 * 1024)], Gpu("", "1, a, b, 1").Gpu!.Processes!);

    [Theory]
    [InlineData(127)]
    [InlineData(124)]
    public void An_nvidia_smi_that_failed_has_said_nothing(int code) =>
        Assert.Null(Parse(Part("gpu", "Failed to initialize NVML\n") + Part("gpu-code", "", code)).Gpu);

    [Theory]
    [InlineData(100.0, 110.0, 500L, 700L, 20.0)]
    [InlineData(100.0, 110.0, 500L, 400L, null)]
    [InlineData(100.0, 10.0, 500L, 700L, null)]
    [InlineData(null, 110.0, 500L, 700L, null)]
    [InlineData(100.0, 110.0, null, 700L, null)]
    public void Swapping_is_a_rate_by_the_nodes_own_clock(
        double? then, double? now, long? pagesThen, long? pagesNow, double? rate)
    {
        var before = new NodeSample { UptimeSeconds = then, SwappedInPages = pagesThen };

        var sample = new NodeSample { UptimeSeconds = now, SwappedInPages = pagesNow }.Since(before);

        Assert.Equal((rate, null), (sample.SwapInPagesPerSecond, sample.SwapOutPagesPerSecond));
    }

    [Fact]
    public void Each_node_is_asked_for_the_containers_that_run_there()
    {
        var head = new SparkSettings { Name = "spark1", Host = "10.0.0.1" };
        var worker = new SparkSettings { Name = "spark2", Host = "10.0.0.2" };
        var settings = new EffectiveSettings { PanelId = "p", Spark1 = head, Spark2 = worker };

        Assert.Equal(["vllm_node"], SampleScript.ContainersOn(head, settings));
        Assert.Equal(["vllm_node", "parakeet-asr", "magpie-tts"], SampleScript.ContainersOn(worker, settings));
        Assert.Equal(
            ["vllm_node", "magpie-tts"],
            SampleScript.ContainersOn(head, settings with
            {
                Spark2 = null,
                Parakeet = new() { Host = "10.0.0.9", Container = "parakeet-asr", Port = 8000 }
            }));
        Assert.Equal([], SampleScript.ContainersOn(head, settings with { VllmContainer = "--help" }));
    }

    private static NodeSample Gpu(string row, string processes) => Parse(
        Part("gpu", row + "\n") + Part("gpu-code", "")
        + Part("processes", processes + "\n") + Part("processes-code", ""));

    private static string Part(string name, string text, int code = 0) => $"\n{Mark} {name} {code}\n{text}";

    private static NodeSample Parse(string parts, params string[] containers) =>
        SampleText.Parse(parts + Part("end", ""), Mark, containers);
}
