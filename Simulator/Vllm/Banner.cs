namespace SparkControl.Simulator.Vllm;

/// <summary>The picture that vLLM begins with, in colour whoever reads it.</summary>
internal static class Banner
{
    private const string Plain = "\e[0m", White = "\e[97m", Blue = "\e[34m", Yellow = "\e[93m";

    public static IEnumerable<string> Lines(string version, string model) =>
    [
        "",
        $"       {White}█     █     █▄   ▄█{Plain}",
        $" {Yellow}▄▄{Plain} {Blue}▄█{Plain} {White}█     █     █ ▀▄▀ █{Plain}  version {White}{version}{Plain}",
        $"  {Yellow}█{Plain}{Blue}▄█▀{Plain} {White}█     █     █     █{Plain}  model   {White}{model}{Plain}",
        $"   {Yellow}▀{Plain}{Blue}▀{Plain}  {White}▀▀▀▀▀ ▀▀▀▀▀ ▀     ▀{Plain}",
        ""
    ];
}
