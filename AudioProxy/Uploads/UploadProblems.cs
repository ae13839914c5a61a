using SparkControl.AudioProxy.Decoding;

namespace SparkControl.AudioProxy.Uploads;

/// <summary>What can be wrong with the form that a recording comes in.</summary>
internal static class UploadProblems
{
    public static AudioProblem NotAForm { get; } = new(
        "not_a_form", 415, "The recording must come in a form",
        "Send it as multipart/form-data, in the field file: curl -F file=@meeting.m4a …");

    public static AudioProblem NoFile { get; } = new(
        "no_file", 400, "There is no recording in the form", "Send it in the field file.");

    public static AudioProblem BadForm(string reason) => new(
        "bad_form", 400, "The form cannot be read", $"{reason} Send it again.");

    public static AudioProblem CutOff { get; } = BadForm("It ends before its last part does.");

    public static AudioProblem Stalled { get; } = new(
        "bad_form", 408, "The recording has stopped coming",
        "Nothing more of it has arrived for two minutes. Send it again.");

    public static AudioProblem TooMuch { get; } =
        BadForm("Beside the recording it may have 64 fields of up to 16 KiB.");

    public static AudioProblem TwoFiles { get; } = new(
        "bad_form", 400, "There is more than one recording in the form", "Send one file, in the field file.");

    /// <param name="field">As the sender called it, fit to be shown.</param>
    public static AudioProblem OtherFile(string field) => new(
        "no_file", 400, "The recording is in a field of another name", $"Send it in the field file, not in {field}.");
}
