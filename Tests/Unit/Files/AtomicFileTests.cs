using SparkControl.ControlApi.Files;
using Xunit;

namespace SparkControl.Tests.Unit.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("spark-control-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("old")]
    [InlineData(null)]
    public void Where_a_file_cannot_be_replaced_those_before_it_are_as_they_were(string? old)
    {
        if (old is not null) File.WriteAllText(In("first"), old);

        // What the last one is to be in takes the place of the one before it.
        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(
            [new(In("first"), "new"), new(In("second"), "new"), new(In("second/last"), "new")]));

        Assert.Equal(old, File.Exists(In("first")) ? File.ReadAllText(In("first")) : null);
        Assert.Empty(Directory.GetFiles(_directory, ".*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void Files_that_are_written_together_leave_nothing_beside_them()
    {
        File.WriteAllText(In("first"), "old");

        AtomicFile.Write([new(In("first"), "new"), new(In("second"), "new")]);

        Assert.Equal(("new", "new"), (File.ReadAllText(In("first")), File.ReadAllText(In("second"))));
        Assert.Equal(2, Directory.GetFileSystemEntries(_directory).Length);
    }

    private string In(string name) => Path.Combine(_directory, name);
}
