using System.Net;
using SparkControl.Simulator.Nodes;

namespace SparkControl.Simulator.Speech;

/// <summary>The two speech services of a pair.</summary>
public sealed class SpeechServices
{
    private readonly bool _areThere;

    internal SpeechServices(SimulatedNode node, SimulatorOptions options)
    {
        _areThere = options.SpeechNode is not null;
        var address = IPAddress.Parse(options.SpeechHost);
        node.Ports.Publish(Ports.Parakeet, address, options.ParakeetPort);
        node.Ports.Publish(Ports.Magpie, address, options.MagpiePort);
        Parakeet = new(node, Speech.Parakeet.Plan);
        Magpie = new(node, Speech.Magpie.Plan);
    }

    /// <summary>parakeet-asr: speech to text, and who speaks.</summary>
    public SpeechService Parakeet { get; }

    /// <summary>magpie-tts: text to speech.</summary>
    public SpeechService Magpie { get; }

    /// <summary>Both.</summary>
    public IReadOnlyList<SpeechService> All => [Parakeet, Magpie];

    internal SpeechService? Find(string? name) => name switch
    {
        "parakeet" => Parakeet,
        "magpie" => Magpie,
        _ => All.FirstOrDefault(service => service.Container == name)
    };

    internal async Task InstallAsync()
    {
        foreach (var service in _areThere ? All : []) await service.InstallAsync();
    }
}
