using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Org.BouncyCastle.Math.EC.Rfc8032;
using SparkControl.Contracts;
using SparkControl.ControlApi.Files;
using SparkControl.ServiceDefaults;

namespace SparkControl.ControlApi.Settings;

/// <summary>The key with which the panel logs in to the Sparks.</summary>
/// <param name="PrivateKeyFile">Where it is.</param>
/// <param name="PublicKey">The line for authorized_keys; null when the private key does not tell it.</param>
/// <param name="Problem">Why the private key cannot be used; null when it was read.</param>
internal sealed partial record SshKeyPair(string PrivateKeyFile, string? PublicKey, FileProblem? Problem = null)
{
    private const string KeyType = "ssh-ed25519";
    private const string Comment = "spark-control";
    private const string Begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private const string End = "-----END OPENSSH PRIVATE KEY-----";
    private const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static ReadOnlySpan<byte> Magic => "openssh-key-v1\0"u8;

    /// <summary>
    /// What is pasted into a terminal on each Spark, in any shell. The last line of the file may lack its end.
    /// </summary>
    public string? AuthorizeLine => PublicKey is null
        ? null
        : $@"mkdir -p ~/.ssh && chmod 700 ~/.ssh && printf '\n%s\n' '{PublicKey}' >> ~/.ssh/authorized_keys"
            + " && chmod 600 ~/.ssh/authorized_keys";

    /// <summary>
    /// The configured key, else the panel's own, which is made here when there is none, and whose public half is put
    /// beside it. One that cannot be read is told and does not end the start. Call it under the directory's lock.
    /// </summary>
    public static SshKeyPair Open(DataDirectory data, string? configured, TimeProvider time)
    {
        var isOwn = string.IsNullOrWhiteSpace(configured);
        var file = isOwn ? data.SshKeyFile : UserPath.Full(configured!);
        try
        {
            if (isOwn && !File.Exists(file)) Make(data);
            if (isOwn) AtomicFile.CloseToOthers(file);

            var pem = File.ReadAllText(file);
            if (PublishedBeside(file) is { } published) return new(file, published);

            var found = PublicFrom(pem);
            if (isOwn && found is not null) Publish(file, found);
            return new(file, found);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            var problem =
                $"The key for the Sparks cannot be read. {refused.Message} Mend it and start SparkControl again.";
            return new(file, PublicKey: null, new(file, null, problem, time.GetUtcNow()));
        }
    }

    private static void Make(DataDirectory data)
    {
        Directory.CreateDirectory(data.SshDirectory);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                data.SshDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var seed = RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize);
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);

        var pem = Convert.ToBase64String(Encode(seed, publicKey)).Chunk(70).Select(chars => new string(chars));
        AtomicFile.Write(data.SshKeyFile, string.Join('\n', [Begin, .. pem, End, ""]));
        Publish(data.SshKeyFile, PublicLine(PublicBlob(publicKey), Comment));
    }

    // For whoever does not see the page, as StartOS. Without it the page tells the line all the same.
    private static void Publish(string file, string line)
    {
        try
        {
            AtomicFile.Write(file + ".pub", line + "\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file + ".pub", Public);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The next start tries again.
        }
    }

    // The layout of PROTOCOL.key in OpenSSH: no cipher, no key derivation, one key.
    private static byte[] Encode(byte[] seed, byte[] publicKey)
    {
        var check = RandomNumberGenerator.GetBytes(4);
        List<byte> secret =
        [
            .. check, .. check, .. Text(KeyType), .. Sized(publicKey), .. Sized([.. seed, .. publicKey]),
            .. Text(Comment)
        ];
        for (byte pad = 1; secret.Count % 8 != 0; pad++) secret.Add(pad);

        return
        [
            .. Magic, .. Text("none"), .. Text("none"), .. Text(""), .. Number(1), .. Sized(PublicBlob(publicKey)),
            .. Sized([.. secret])
        ];
    }

    private static string? PublishedBeside(string file)
    {
        try
        {
            return File.Exists(file + ".pub") ? Published(File.ReadLines(file + ".pub").FirstOrDefault("")) : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A comment is its owner's text, and the line goes between quotes into a shell: only a plain one is taken over.
    private static string? Published(string line)
    {
        if (PublicKeyLine().Match(line.Trim()) is not { Success: true } found) return null;

        var comment = found.Groups["comment"].Value;
        return PlainComment().IsMatch(comment) ? $"{found.Groups["key"].Value} {comment}" : found.Groups["key"].Value;
    }

    // The public half stands before the private one and is readable even where a passphrase guards the other.
    private static string? PublicFrom(string pem)
    {
        var (from, to) = (pem.IndexOf(Begin, StringComparison.Ordinal), pem.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < 0) return null;

        try
        {
            var bytes = Convert.FromBase64String(pem[(from + Begin.Length)..to]).AsSpan();
            if (!bytes.StartsWith(Magic)) return null;

            bytes = bytes[Magic.Length..];
            for (var skipped = 0; skipped < 3; skipped++) bytes = bytes[(4 + Length(bytes))..];

            bytes = bytes[4..];
            return Published(PublicLine(bytes.Slice(4, Length(bytes)).ToArray(), Comment));
        }
        catch (Exception broken) when (broken is FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static string PublicLine(byte[] blob, string comment) =>
        $"{Encoding.ASCII.GetString(blob, 4, Length(blob))} {Convert.ToBase64String(blob)} {comment}";

    private static byte[] PublicBlob(byte[] publicKey) => [.. Text(KeyType), .. Sized(publicKey)];

    private static byte[] Text(string text) => Sized(Encoding.ASCII.GetBytes(text));

    private static byte[] Sized(byte[] bytes) => [.. Number(bytes.Length), .. bytes];

    private static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static int Length(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);

    [GeneratedRegex(@"^(?<key>[a-z][a-z0-9@.-]{2,63} [A-Za-z0-9+/]{16,}={0,3})( +(?<comment>.*))?\z")]
    private static partial Regex PublicKeyLine();

    [GeneratedRegex(@"^[A-Za-z0-9_.@:+-]+( [A-Za-z0-9_.@:+-]+)*\z")]
    private static partial Regex PlainComment();
}
