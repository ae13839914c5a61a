using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

public sealed class SettingChecksTests
{
    [Theory]
    [InlineData("spark1_host", "192.168.1.41", "192.168.1.41")]
    [InlineData("spark1_host", " Spark-1.local ", "spark-1.local")]
    [InlineData("parakeet_host", "fd00::41", "fd00::41")]
    [InlineData("spark1_host", "127.0.0.1", "127.0.0.1")]
    [InlineData("spark1_address", "169.254.10.1", "169.254.10.1")]
    [InlineData("spark1_user", "nik", "nik")]
    [InlineData("spark1_port", "022", "22")]
    [InlineData("vllm_container", "vllm_node", "vllm_node")]
    [InlineData("vllm_image", "registry.lan:5000/team/vllm:0.18", "registry.lan:5000/team/vllm:0.18")]
    [InlineData("launcher_dir", "~/spark-vllm-docker/", "~/spark-vllm-docker")]
    [InlineData("launcher_dir", "/opt/launcher", "/opt/launcher")]
    [InlineData("allowed_origins", "HTTP://Chat.example:3000/", "http://chat.example:3000")]
    [InlineData("spark1_host_key", "SHA256:Yk3mQ0bUo1p0sT6wRr7cJ4zC1fXw9aVbGd2hLq8eN5M", "ssh-ed25519 SHA256:Yk3mQ0bUo1p0sT6wRr7cJ4zC1fXw9aVbGd2hLq8eN5M")]
    public void A_good_value_is_kept_in_one_form(string name, string written, string kept) =>
        Assert.Equal([kept], Setting.Find(name)!.Read([written]).Values);

    [Theory]
    [InlineData("spark1_host", "192.168.1.420")]
    [InlineData("spark1_host", "192.168.1")]
    [InlineData("spark1_host", "010.0.0.1")]
    [InlineData("spark1_host", "2130706433")]
    [InlineData("spark1_host", "169.254.169.254")]
    [InlineData("spark1_host", "fe80::1")]
    [InlineData("spark1_host", "fd00::41")]
    [InlineData("spark2_host", "::ffff:192.168.1.41")]
    [InlineData("spark1_host", "::ffff:169.254.1.1")]
    [InlineData("spark1_host", "fe80::1%eth0")]
    [InlineData("spark1_host", "0.0.0.0")]
    [InlineData("spark1_host", "255.255.255.255")]
    [InlineData("spark1_host", "-oProxyCommand=sh")]
    [InlineData("spark1_host", "spark one")]
    [InlineData("spark1_host", "spark\n2")]
    [InlineData("spark1_host", "spark;reboot")]
    [InlineData("spark1_host", "nik@spark")]
    [InlineData("spark1_host", "spark:22")]
    [InlineData("spark1_host", "a..b")]
    [InlineData("spark1_host", "spárk")]
    [InlineData("spark1_user", "-l")]
    [InlineData("spark1_user", "a b")]
    [InlineData("spark1_user", "$(id)")]
    [InlineData("spark1_port", "0")]
    [InlineData("spark1_port", "65536")]
    [InlineData("spark1_port", "2 2")]
    [InlineData("spark1_port", "+22")]
    [InlineData("vllm_container", "vllm node")]
    [InlineData("vllm_container", "../x")]
    [InlineData("vllm_image", "--privileged")]
    [InlineData("launcher_dir", "spark-vllm-docker")]
    [InlineData("launcher_dir", "~/../root")]
    [InlineData("launcher_dir", "~/a b")]
    [InlineData("launcher_dir", "~/$HOME")]
    [InlineData("launcher_dir", "/a/\u0000")]
    [InlineData("allowed_origins", "http://a.example/path")]
    [InlineData("allowed_origins", "null")]
    [InlineData("allowed_origins", "file:///x")]
    [InlineData("allowed_hosts", "*.example.com")]
    [InlineData("disabled_services", "a b")]
    [InlineData("spark1_host_key", "MD5:00:11")]
    [InlineData("swap_stall_minutes", "0")]
    [InlineData("spark1_local", "yes")]
    public void A_hostile_or_mistyped_value_is_refused_with_a_sentence(string name, string written) =>
        Assert.EndsWith(".", Setting.Find(name)!.Read([written]).Problem);

    [Fact]
    public void A_Spark_by_IPv6_is_refused_with_the_reason() =>
        Assert.StartsWith("vLLM listens on IPv4 only", Setting.Find("spark1_host")!.Read(["fd00::41"]).Problem);
}
