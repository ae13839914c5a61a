using System.Security.Cryptography;
using System.Text;
using SparkControl.Sparks;
using Xunit;

namespace SparkControl.Tests.Integration.Sparks;

/// <summary>What is in the Hub's cache of a node, as its own tools hash it and take it away.</summary>
public sealed class HashLookTests : LocalNode
{
    private const string Repo = "org/name", Commit = "c0ffee";

    private static readonly Epoch Ours = new(1, "panel-a");

    private RemoteJobs Jobs => new(Shell, TimeProvider.System);

    private string Folder => Path.Combine(Home, ".cache/huggingface/hub/models--org--name");

    [Fact]
    public async Task Every_file_of_a_snapshot_is_hashed_as_the_Hub_does_it()
    {
        Have("config.json", "{}\n");
        Have("a folder/of it/model.safetensors", "weights");

        var look = (await SnapshotLook.ReadAsync(Shell, Repo, Cancel))!;
        await EndAsync("check", HashLook.Job(Repo, look.Hub, look.Commit!));
        var hashes = (await HashLook.ReadAsync(Shell, "check", Cancel))!;

        Assert.Equal(Commit, look.Commit);
        Assert.Equal(2, hashes.Sha256.Count);
        Assert.Equal(Sha256("weights"), hashes.Sha256["a folder/of it/model.safetensors"]);
        // What `git hash-object` says of a file with "{}" and an end of line.
        Assert.Equal("0967ef424bce6791893e9a57bb952f80fd536e93", hashes.Git["config.json"]);
    }

    [Fact]
    public async Task The_files_of_a_snapshot_are_named_with_their_sizes_and_their_blobs()
    {
        Have("config.json", "{}\n");
        Have("a folder/of it/model.safetensors", "weights");
        await File.WriteAllTextAsync(Path.Combine(Folder, "snapshots", Commit, "no link"), "12345", Cancel);

        var whole = (await SnapshotFiles.ReadAsync(Shell, Repo, Cancel))!;
        File.Delete(Path.Combine(Folder, "blobs", Sha256("weights")));
        var part = (await SnapshotFiles.ReadAsync(Shell, Repo, Cancel))!;
        var none = (await SnapshotFiles.ReadAsync(Shell, "org/other", Cancel))!;

        Assert.Equal((Commit, true), (whole.Commit, whole.Whole));
        Assert.Equivalent(
            new[] { ("a folder/of it/model.safetensors", 7L, Sha256("weights")), ("config.json", 3L, Sha256("{}\n")),
                ("no link", 5L, "no link") },
            whole.Files.Select(file => (file.Path, file.Bytes, file.Blob)));
        Assert.Equal((Commit, false, 2), (part.Commit, part.Whole, part.Files.Count));
        Assert.Equal((null, false, 0), (none.Commit, none.Whole, none.Files.Count));
    }

    [Fact]
    public async Task How_far_a_file_is_read_is_seen_while_it_is()
    {
        Have("model.safetensors", new string('x', 20_000));
        Install("sha256sum", "#!/bin/sh\nexec 3<$(readlink -f ./model.safetensors)\ndd bs=5000 count=1 <&3 >/dev/null 2>&1\nsleep 600\nexit 0\n");

        await Jobs.StartAsync(
            "check", HashLook.Job(Repo, Path.GetDirectoryName(Folder)!, Commit), Ours, cancel: Cancel);
        await Until.TrueAsync(async () => (await HashLook.ReadAsync(Shell, "check", Cancel))?.Position == 5000);

        await Jobs.CancelAsync("check", Ours, Cancel);
    }

    [Fact]
    public async Task Unfinished_files_go_and_what_is_whole_or_written_to_stays()
    {
        Have("model.safetensors", "weights");
        Directory.CreateDirectory(Path.Combine(Folder, "blobs", ".rsync-partial"));
        foreach (var (name, age) in new[] { ("aa.incomplete", 5), ("bb.0f3a.incomplete", 5), (".cc.Xy12Zz", 5), (".rsync-partial/ee", 5), ("dd.incomplete", 0) })
        {
            var path = Path.Combine(Folder, "blobs", name);
            await File.WriteAllBytesAsync(path, new byte[8192], Cancel);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-age));
        }

        var before = (await DiskLook.ReadAsync(Shell, [], Cancel))!.Weights[Repo];
        var printed = await EndAsync("delete", HubCache.PartsJob(Repo));

        Assert.True(before.PartBytes >= 5 * 8192, $"{before.PartBytes} bytes");
        string[] left = [.. Directory.GetFiles(Path.Combine(Folder, "blobs")).Select(file => Path.GetFileName(file))];
        Assert.Equal(new[] { "dd.incomplete", Sha256("weights") }.Order(), left.Order());
        Assert.False(Directory.Exists(Path.Combine(Folder, "blobs", ".rsync-partial")));
        Assert.InRange(HubCache.Freed([printed])!.Value, 4 * 8192, 4 * 8192 + 16_384);
        Assert.Equal("weights",
            await File.ReadAllTextAsync(Path.Combine(Folder, "snapshots", Commit, "model.safetensors"), Cancel));
    }

    [Fact]
    public async Task What_is_deleted_says_what_there_was_before_the_first_file_goes()
    {
        Have("model.safetensors", new string('x', 100_000));
        Install("rm", "#!/bin/sh\nsleep 600\nexit 0\n");
        await Jobs.StartAsync("first", HubCache.RemovalJob(Repo), Ours, cancel: Cancel);
        await Until.TrueAsync(async () => await Jobs.WordsAsync("first", Cancel) is { Length: > 0 });
        await Jobs.CancelAsync("first", Ours, Cancel);
        File.Delete(Path.Combine(Home, "bin/rm"));

        var first = await Jobs.WordsAsync("first", Cancel);
        var second = await EndAsync("second", HubCache.RemovalJob(Repo));

        Assert.Null(HubCache.Freed([first]));
        Assert.InRange(HubCache.Freed([first, second])!.Value, 100_000, 200_000);
        Assert.False(Directory.Exists(Folder));
    }

    private async Task<string> EndAsync(string job, string command)
    {
        await Jobs.StartAsync(job, command, Ours, cancel: Cancel);
        var end = await Jobs.EndAsync(job, TimeSpan.FromSeconds(30), Cancel);
        var words = await Jobs.WordsAsync(job, Cancel);
        Assert.True(end.ExitCode == 0, $"{end}: {words}");
        return words!;
    }

    // As huggingface_hub lays it out: a snapshot is of links to blobs, which have their hash for a name.
    private void Have(string path, string text)
    {
        var blob = Path.Combine(Folder, "blobs", Sha256(text));
        var link = Path.Combine(Folder, "snapshots", Commit, path);
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.WriteAllText(blob, text);
        File.CreateSymbolicLink(link, blob);
        Directory.CreateDirectory(Path.Combine(Folder, "refs"));
        File.WriteAllText(Path.Combine(Folder, "refs/main"), Commit);
    }

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
