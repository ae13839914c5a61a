using System.Security.Cryptography;
using SparkControl.Simulator.Hub;
using Xunit;

namespace SparkControl.Tests.Unit.Simulator;

public sealed class PatternStreamTests
{
    private const int Length = 100_003;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 7)]
    [InlineData(4_099, 64)]
    [InlineData(99_999, 4_096)]
    public void The_bytes_are_the_same_from_wherever_and_however_they_are_read(int from, int atOnce)
    {
        var whole = new byte[Length];
        new PatternStream(42, Length).ReadExactly(whole);
        using var pieces = new PatternStream(42, Length) { Position = from };

        List<byte> read = [];
        var buffer = new byte[atOnce];
        while (pieces.Read(buffer) is > 0 and var count) read.AddRange(buffer.AsSpan(0, count));

        Assert.Equal(whole[from..], read);
    }

    [Fact]
    public void Two_files_of_a_repository_have_nothing_in_common()
    {
        var files = HubRepo.Written("tests/model-1B", 2, 4_096).Files.Where(file => file.IsLarge).ToList();

        Assert.Equal(2, files.Select(file => file.Oid).Distinct().Count());
        Assert.All(files, file => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file.Open())), file.Oid));
    }

    [Fact]
    public void A_small_file_has_the_name_that_git_gives_it() =>
        // echo hello | git hash-object --stdin
        Assert.Equal("ce013625030ba8dba906f756967f9e9ca394464a", ModelFile.Text("a.txt", "hello\n").Oid);
}
