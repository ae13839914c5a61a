using SparkControl.Simulator.Wire;

namespace SparkControl.Simulator.Docker;

/// <summary>One `docker …` command line on a node, with the words behind the command's name.</summary>
internal sealed record DockerCall(
    DockerDaemon Daemon, ToolRequest Request, ToolConnection Connection, IReadOnlyList<string> Words)
{
    public Task AnswerAsync(ToolAnswer answer) => Connection.AnswerAsync(answer);

    public Task FailAsync(string error, int exit = 1) => AnswerAsync(ToolAnswer.Failed(exit, error));

    /// <summary>docker's answer to an option that it does not have.</summary>
    public Task RefuseAsync(string command, string unknown) => FailAsync(
        $"{unknown}\n\nUsage:  docker {command} [OPTIONS]\n\nRun 'docker {command} --help' for more information", 125);
}
