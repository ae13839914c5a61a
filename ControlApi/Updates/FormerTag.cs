namespace SparkControl.ControlApi.Updates;

/// <summary>The second name of an image that an update replaces.</summary>
internal static class FormerTag
{
    /// <summary>
    /// The image's own name with <c>before-</c> and the commit in place of its tag. Docker allows letters, digits,
    /// dots, dashes and underscores there, 128 at most.
    /// </summary>
    /// <param name="image">The image as the settings name it, with a tag, a digest, or neither.</param>
    /// <param name="commit">The launcher's commit that it was made with.</param>
    /// <param name="inUse">A name that another image has, and needs still; null for none.</param>
    public static string Of(string image, string commit, string? inUse = null)
    {
        var name = image.Split('@')[0];
        var colon = name.LastIndexOf(':');
        // A colon before a slash is a registry's port.
        if (colon > name.LastIndexOf('/')) name = name[..colon];
        var tag = $"{name}:before-{(commit.Length > 7 ? commit[..7] : commit)}";
        return tag == inUse ? $"{tag}-2" : tag;
    }
}
