using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Unit.Sparks;

public sealed class RepoLookTests
{
    [Fact]
    public void What_a_node_has_of_a_repository_is_read_file_by_file()
    {
        var look = RepoLook.Parse("""
            hub /home/me and you/.cache/huggingface/hub
            free 1234
            uvx
            rsync
            staged 3
            main abc
            blob 10 8 ./aa
            blob 500 2 ./bb.incomplete
            blob 0 0 ./.rsync-partial/cc
            file 10 ./config.json
            file 7 ./a folder/of it/x.bin

            """)!;

        Assert.Equal(("/home/me and you/.cache/huggingface/hub", 1234L, true, "abc"),
            (look.Hub, look.FreeBytes, look.HasUvx, look.Main));
        Assert.Equal(new BlobLook(500, 1024), look.Blobs["bb.incomplete"]);
        Assert.Equal((500, 10), (look.Blobs["bb.incomplete"].There, look.Blobs["aa"].There));
        Assert.Equal(["aa", "bb.incomplete", ".cc.partial"], look.Blobs.Keys);
        Assert.Equal(7, look.Files["a folder/of it/x.bin"]);
        Assert.Equal((true, 3072L, 510L + 3072), (look.HasRsync, look.StagedBytes, look.Written));
    }

    [Fact]
    public void A_node_without_any_of_it_has_no_files()
    {
        var look = RepoLook.Parse("hub /h\nfree \nmain \n")!;

        Assert.Equal(
            (null, false, null, 0, 0), (look.FreeBytes, look.HasUvx, look.Main, look.Blobs.Count, look.Files.Count));
        Assert.Equal((false, null), (look.HasRsync, look.StagedBytes));
    }

    [Theory]
    [InlineData("had 4096 8000 100\nhas 5000", 4900L)]
    [InlineData("had 4096 8000 100\nhas 100", 4096L)]
    [InlineData("had 0 9000000 100\nhas 9000100", 9000000L)]
    [InlineData("had 4096 8000 100\nhas 999999", 8000L)]
    [InlineData("had 0 0 100\nhas 100", 0L)]
    [InlineData("had 4096 8000 \nhas ", null)]
    [InlineData("had 4096 8000 100", null)]
    public void Freed_is_what_the_disk_has_more_and_no_more_than_was_deleted(string printed, long? expected) =>
        Assert.Equal(expected, HubCache.Freed([printed]));

    [Fact]
    public void A_deletion_that_was_broken_off_counts_from_what_there_was_at_its_beginning()
    {
        Assert.Equal(7000, HubCache.Freed(["had 4096 8000 100", "had 1024 2000 4000\nhas 7100"]));
        Assert.Equal(7000, HubCache.Freed(["", "had 4096 8000 100", "had 0 0 7100\nhas 7100"]));
        Assert.Null(HubCache.Freed([null, "had 1024 2000 4000\nhas 7100"]));
    }
}
