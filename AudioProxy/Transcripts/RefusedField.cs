namespace SparkControl.AudioProxy.Transcripts;

/// <summary>A field of a form is none that can be used: two GiB behind it need not come first.</summary>
internal sealed class RefusedField(IResult answer) : Exception("A field of the form cannot be used.")
{
    public IResult Answer { get; } = answer;
}
