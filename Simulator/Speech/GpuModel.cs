namespace SparkControl.Simulator.Speech;

/// <summary>A model that a service has on the GPU. Each works for one request at a time, beside the others.</summary>
internal enum GpuModel
{
    Transcriber,

    Diarizer,

    Synthesizer
}
