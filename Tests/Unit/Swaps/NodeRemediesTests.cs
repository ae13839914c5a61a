using SparkControl.ControlApi.Swaps;
using Xunit;

namespace SparkControl.Tests.Unit.Swaps;

public sealed class NodeRemediesTests
{
    [Theory]
    [InlineData("docker on spark2 refuses our user: add it to the group docker there.", "use Docker",
        "sudo usermod -aG docker $USER")]
    [InlineData("The docker daemon of spark2 is not running.", "Start Docker", "sudo systemctl start docker")]
    [InlineData("docker on spark2 does not answer.", "Restart Docker", "sudo systemctl restart docker")]
    [InlineData("docker is not installed on spark2.", "Install Docker", null)]
    [InlineData("flock is not installed on spark2.", "Install flock", "sudo apt install util-linux")]
    [InlineData("~/.spark-control cannot be written on spark2: is its disk full?", "Make room", "df -h ~")]
    [InlineData("spark2 says: mkdir: cannot create directory: No space left on device", "Make room", "df -h ~")]
    [InlineData("spark2 says: These processes cannot be ended: 7 9", "Restart Spark 2", "sudo reboot")]
    [InlineData("spark2 refuses the panel's key for user me: its public key is not in ~/.ssh/authorized_keys there.",
        "Set-up", null)]
    [InlineData("spark2 is set to another machine now than when this began.", "Set Spark 2 back", null)]
    [InlineData("spark2 (10.0.0.2) did not answer within 5 s.", "See that Spark 2 runs", null)]
    public void Each_reason_has_its_remedy(string reason, string title, string? command)
    {
        var remedy = NodeRemedies.For("spark2", reason);

        Assert.Contains(title, remedy.Title, StringComparison.Ordinal);
        Assert.Equal(command, remedy.Command);
    }
}
