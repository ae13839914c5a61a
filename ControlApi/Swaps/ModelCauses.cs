using static SparkControl.ControlApi.Swaps.FailureCause;

namespace SparkControl.ControlApi.Swaps;

/// <summary>Loads that fail for the model: its repository, its arguments, what it wants of vLLM.</summary>
internal static class ModelCauses
{
    public static FailureCause UnknownRepository => Cause(
        "unknown_repository", Root, "Hugging Face does not know this repository",
        "The name is wrong, or the repository is private.", Do("Check the repository's name in the catalog"));

    public static FailureCause NoSuchModel => Cause(
        "unknown_repository", Root, "There is no model of this name", null,
        Do("Check the repository or the path in the catalog"));

    public static FailureCause NeedsRemoteCode => Cause(
        "needs_remote_code", Root, "This model brings code of its own", "vLLM runs it only when told to.",
        Do("Add --trust-remote-code to the model's arguments, if you trust its author"));

    public static FailureCause Gated(int rank) => Cause(
        "gated", rank, "This model asks you to accept its licence first",
        "Do that on its page at Hugging Face, with the account of your token.",
        Do("Accept the licence, then set the Hugging Face token in Settings"),
        Do("Log in on Spark 2 too, if the model runs on both",
            "The launcher hands the token to Spark 1's container only.",
            "uvx hf auth login"));

    public static FailureCause ImageTooOld(int rank) => Cause(
        "image_too_old", rank, "The vLLM image is too old for this model or for the GPU", null,
        Do("Update the launcher and its image"));

    public static FailureCause BadArgument(string line) => Cause(
        "bad_argument", Root, "This vLLM does not know one of the arguments",
        line[Math.Max(0, line.IndexOf("error:", StringComparison.Ordinal))..],
        Do("Mend the model's arguments in the catalog"));

    public static FailureCause Engine(string code, string title) =>
        Cause(code, Vague, title, "The lines before it say why.", Do("Read the log"), Do("Try again"));
}
