using System.Text.Json;
using Refit;

namespace SparkControl.ControlApi.Downloads;

/// <summary>
/// What is asked of the Hub (huggingface.co/docs/hub/api). With <c>ApiResponse</c> a refusal is a value.
/// </summary>
internal interface IHubApi
{
    /// <summary>A repository's page; of a gated one it is open to everybody.</summary>
    [Get("/api/models/{org}/{name}")]
    Task<ApiResponse<HubPage>> ModelAsync(
        string org, string name, [Header("Authorization")] string? token, CancellationToken cancel);

    /// <summary>A page of its files; the <c>Link</c> header names the next one.</summary>
    [Get("/api/models/{org}/{name}/tree/{commit}?recursive=true")]
    Task<ApiResponse<IReadOnlyList<HubEntry>>> TreeAsync(
        string org, string name, string commit, string? cursor, [Header("Authorization")] string? token,
        CancellationToken cancel);

    /// <summary>Whether a file is given to this token: a large one is answered by where it lies.</summary>
    [Head("/{org}/{name}/resolve/{commit}/{**file}")]
    Task<ApiResponse<string>> LookAsync(
        string org, string name, string commit, string file, [Header("Authorization")] string? token,
        CancellationToken cancel);

    /// <summary>A file that a model is described by.</summary>
    [Get("/{org}/{name}/resolve/{commit}/{file}")]
    Task<ApiResponse<string>> FileAsync(
        string org, string name, string commit, string file, [Header("Authorization")] string? token,
        CancellationToken cancel);
}

/// <summary>A repository's page.</summary>
/// <param name="Id">Its name as the Hub writes it: who asks by another one is sent here.</param>
/// <param name="Sha">The newest commit of its main branch.</param>
/// <param name="Gated"><c>false</c>, <c>"auto"</c> or <c>"manual"</c>.</param>
internal sealed record HubPage(string? Id, string? Sha, JsonElement? Gated);

/// <summary>An entry of a repository's tree.</summary>
/// <param name="Type"><c>file</c> or <c>directory</c>.</param>
/// <param name="Path">Within the repository.</param>
/// <param name="Size">Of a large file too, its own and not that of its pointer.</param>
/// <param name="Oid">Git's hash.</param>
/// <param name="Lfs">Of a large file.</param>
internal sealed record HubEntry(string Type, string Path, long Size, string Oid, HubLfs? Lfs);

/// <param name="Oid">The file's SHA-256.</param>
/// <param name="Size">Its size.</param>
internal sealed record HubLfs(string Oid, long Size);
