using System.Globalization;

namespace SparkControl.Simulator.Vllm;

/// <summary>The prefixes of one vLLM's lines. A log line's time of day is filled in when it is printed.</summary>
internal sealed record Voice(int Pid, bool UsesRay)
{
    /// <summary>The other node as Ray knows it.</summary>
    public string PeerAddress { get; init; } = "";

    /// <summary>Stands for "MM-DD HH:MM:SS" until a line is printed.</summary>
    public const string Clock = "\u0001";

    public string Api(string text) => $"(APIServer pid={Pid}) {text}";

    public string Info(string place, string text) => Api($"INFO {Clock} [{place}] {text}");

    public string Core(string text) => $"(EngineCore_DP0 pid={Pid + 135}) {text}";

    public string Engine(string place, string text) => Core($"INFO {Clock} [{place}] {text}");

    public string Error(string place, string text) => Core($"ERROR {Clock} [{place}] {text}");

    // Ray brings the lines of the other node to the engine, in a colour of its own, and that prints them under its
    // name.
    public string Worker(int rank, string place, string text, string level = "INFO") => UsesRay
        ? Core($"\e[36m(RayWorkerWrapper pid={Pid + 400 + rank}{(rank > 0 ? $", ip={PeerAddress}" : "")})\e[0m " +
            $"{level} {Clock} [{place}] {text}")
        : Process(rank, $"{level} {Clock} [{place}] {text}");

    public string Process(int rank, string text) => $"(Worker_TP{rank} pid={Pid + 200 + rank}) {text}";

    public static string Say(string line, DateTimeOffset now) =>
        line.Replace(Clock, now.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
