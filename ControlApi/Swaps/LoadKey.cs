using System.Security.Cryptography;
using System.Text;
using SparkControl.Contracts;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Names what a load is a load of: a model as it is set, in an image.</summary>
internal static class LoadKey
{
    /// <param name="model">The model; how it is called and what it was before the user's settings do not count.</param>
    /// <param name="image">The id of the image on the head; null when it is not known.</param>
    public static string Of(CatalogModel model, string? image)
    {
        var loaded = new
        {
            model.Key,
            model.Weights,
            model.Nodes,
            model.Settings,
            model.Args,
            model.Mods,
            Env = model.Env.OrderBy(variable => variable.Key, StringComparer.Ordinal),
            image
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Wire.Write(loaded)))[..16]);
    }
}
