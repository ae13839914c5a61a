using SparkControl.ControlApi.Files;
using Xunit;

namespace SparkControl.Tests.Unit.Files;

public sealed class FileFailureTests
{
    public static TheoryData<Exception, int> Failures => new()
    {
        { new BadFileException(3, "It is broken."), 409 },
        { new IOException("No space left on device", 28), 507 },
        { new IOException("Input/output error", 5), 503 },
        { new UnauthorizedAccessException(), 503 }
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void Only_what_its_owner_has_written_is_a_conflict(Exception refused, int status) =>
        Assert.Equal(status, FileFailure.StatusOf(refused));
}
