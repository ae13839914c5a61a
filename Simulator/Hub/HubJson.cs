using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SparkControl.Simulator.Hub;

/// <summary>The Hub's answers, with the names that it gives its fields.</summary>
internal static class HubJson
{
    // Of the text file that stands in git for a large one.
    private const int PointerSize = 135;

    private static readonly string[] _tags = ["transformers", "safetensors", "text-generation"];

    private static readonly JsonSerializerOptions _options =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static IResult Page(HubRepo repo, bool blobs) => Results.Json(
        new
        {
            id = repo.Name,
            modelId = repo.Name,
            author = repo.Name.Split('/')[0],
            sha = repo.Commit,
            @private = repo.IsPrivate,
            gated = (object?)repo.Gated ?? false,
            disabled = false,
            pipeline_tag = "text-generation",
            library_name = "transformers",
            tags = _tags,
            siblings = repo.Files.Select(file => Sibling(file, blobs))
        },
        _options);

    public static IResult Tree(IEnumerable<HubTree> entries) => Results.Json(entries.Select(Entry), _options);

    private static object Sibling(ModelFile file, bool blobs) => !blobs
        ? new { rfilename = file.Name }
        : new
        {
            rfilename = file.Name,
            blobId = GitId(file),
            size = file.Size,
            lfs = file.IsLarge ? new { sha256 = file.Oid, size = file.Size, pointerSize = PointerSize } : null
        };

    private static object Entry(HubTree entry) => entry.File is not { } file
        ? new { type = "directory", oid = Sum(entry.Path), size = 0, path = entry.Path }
        : new
        {
            type = "file",
            oid = GitId(file),
            size = file.Size,
            path = file.Name,
            lfs = file.IsLarge ? new { oid = file.Oid, size = file.Size, pointerSize = PointerSize } : null,
            xetHash = file.IsLarge ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(file.Oid))) : null
        };

    // A large file's own id in git is that of its pointer.
    private static string GitId(ModelFile file) => file.IsLarge ? Sum(file.Oid) : file.Oid;

    private static string Sum(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40];
}
