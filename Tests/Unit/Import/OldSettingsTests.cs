using SparkControl.ControlApi.Import;
using Xunit;

namespace SparkControl.Tests.Unit.Import;

public sealed class OldSettingsTests : IDisposable
{
    private readonly OldPanel _panel = new();

    public void Dispose() => _panel.Dispose();

    [Theory]
    [InlineData("SPARK1_HOST: 192.168.1.41\nSPARK1_USER: ada\n")]
    [InlineData("spark1_host: 192.168.1.41\nspark1_user: ada\n")]
    [InlineData("spark1Host: '192.168.1.41'\nspark1User: \"ada\"\n")]
    [InlineData("spark1-host: 192.168.1.41\r\nspark1-user: ada\r\n")]
    [InlineData("spark1:\n  host: 192.168.1.41\n  user: ada\n")]
    [InlineData("SPARK1: { HOST: 192.168.1.41, USER: ada }\n")]
    [InlineData("config:\n  sparks:\n    spark1:\n      host: \" 192.168.1.41 \"\n      user: ada\n")]
    [InlineData("settings: { env: { SPARK1_HOST: 192.168.1.41, SPARK1_USER: ada } }\n")]
    [InlineData("\uFEFF{ \"SPARK1_HOST\": \"192.168.1.41\", \"SPARK1_USER\": \"ada\" }")]
    [InlineData("SPARK1_HOST: 192.168.1.41\nSPARK1_USER: ada\nSPARK2_HOST: ''\nSPARK2_USER:\nMAGPIE_HOST: null\nPARAKEET: {}\n")]
    public async Task Hosts_and_users_are_found_in_each_of_the_likely_shapes(string text)
    {
        _panel.Write("sparkConfig.yaml", text);

        var record = await _panel.ImportAsync();

        using var store = await _panel.OpenAsync();
        Assert.Equal(("192.168.1.41", "ada"), (store.Current.Spark1!.Host, store.Current.Spark1.User));
        Assert.Null(store.Current.Spark2);
        Assert.Empty(record.Kept);
        Assert.Equal(["spark1_host: 192.168.1.41", "spark1_user: ada"], record.Taken.Select(part => part.What));
        Assert.Equal(text.TrimStart('\uFEFF'), _panel.Read("sparkConfig.yaml.original"));
        Assert.False(File.Exists(_panel.Of("sparkConfig.yaml")));
        Assert.Empty(store.Current.Problems);
    }

    [Theory]
    [InlineData(
        "SPARK1_HOST: 192.168.1.300", "SPARK1_HOST", "192.168.1.300 is no address: the last part goes from 0 to 255.")]
    [InlineData("SPARK1_HOST: 'two words'", "SPARK1_HOST", "A host is")]
    [InlineData("spark1: { host: '$(reboot)' }", "spark1.host", "A host is")]
    [InlineData("VLLM_PORT: eight", "VLLM_PORT", "It is a whole number from 1 to 65535.")]
    [InlineData("SPARK1_USER: true", "SPARK1_USER", "It is true or false where a text belongs.")]
    [InlineData("SPARK1_HOST: [a, b]", "SPARK1_HOST", "It takes one value only.")]
    [InlineData("SPARK1_HOST: [[a]]", "SPARK1_HOST", "It is a value or a list of values.")]
    [InlineData("DISABLED_SERVICES: whisperx", "disabled_services", "There is no service whisperx.")]
    [InlineData("THEME: dark", "THEME", "SparkControl has no setting of this name.")]
    [InlineData("backup: { spark1: { host: 192.168.1.41 } }", "backup.spark1.host",
        "SparkControl has no setting of this name.")]
    [InlineData("spark1: 192.168.1.41", "spark1", "SparkControl has no setting of this name.")]
    [InlineData("SSH_KEY_PATH: /data/ssh/id_ed25519", "SSH_KEY_PATH", "It is a variable")]
    public async Task What_is_not_good_is_left_out_and_told_with_the_reason(string line, string what, string why)
    {
        _panel.Write("sparkConfig.yaml", line + "\nspark2_user: ada\n");

        var record = await _panel.ImportAsync();

        var kept = Assert.Single(record.Kept);
        Assert.Equal(("sparkConfig.yaml", what), (kept.File, kept.What));
        Assert.StartsWith(why, kept.Why, StringComparison.Ordinal);
        Assert.Equal("spark2_user: ada", Assert.Single(record.Taken).What);
        using var store = await _panel.OpenAsync();
        Assert.Null(store.Current.Spark1);
        Assert.Empty(store.Current.Problems);
    }

    [Fact]
    public async Task What_is_set_already_counts()
    {
        _panel.Write("settings.yaml", "# mine\nspark1_host: 192.168.1.99\n");
        _panel.Write("startos.json", """{ "spark2_host": "192.168.1.98" }""");
        _panel.Environment["VLLM_PORT"] = "8889";
        _panel.Write("sparkConfig.yaml",
            "SPARK1_HOST: 192.168.1.41\nSPARK2_HOST: 192.168.1.42\nVLLM_PORT: 8888\nSPARK1_USER: ada\n");

        var record = await _panel.ImportAsync();

        Assert.Equal(
            [
                ("spark1_host", "It is set already, in settings.yaml, and that counts."),
                ("spark2_host", "It is set already, in StartOS, and that counts."),
                ("vllm_port", "It is set already, in the environment, and that counts.")
            ],
            record.Kept.Select(part => (part.What, part.Why)));
        using var store = await _panel.OpenAsync();
        Assert.Equal(("192.168.1.99", "ada"), (store.Current.Spark1!.Host, store.Current.Spark1.User));
        Assert.StartsWith("# mine\n", _panel.Read("settings.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_was_set_in_the_panel_counts_before_the_configuration_of_the_package()
    {
        _panel.Write(
            "sparkConfig.yaml", "PARAKEET_HOST: 192.168.1.42\nPARAKEET_CONTAINER: parakeet-asr\nMAGPIE_PORT: 9001\n");
        _panel.Write("services_overrides.json", """{ "parakeet": { "host": "192.168.1.43", "user": "ada" } }""");

        var record = await _panel.ImportAsync();

        using var store = await _panel.OpenAsync();
        var (parakeet, magpie) = (store.Current.Parakeet, store.Current.Magpie);
        Assert.Equal(("192.168.1.43", "ada", "parakeet-asr", 9001),
            (parakeet.Host, parakeet.User, parakeet.Container, magpie.Port));
        Assert.Equal(
            new KeptPart(
                "sparkConfig.yaml", "parakeet_host", "services_overrides.json says something else, and that counts."),
            Assert.Single(record.Kept));
    }

    [Fact]
    public async Task Of_a_value_that_is_there_twice_the_last_one_counts_and_the_others_are_told()
    {
        _panel.Write(
            "app_settings.json",
            """
            { "SPARK1_HOST": "192.168.1.40", "spark2": { "host": "192.168.1.42", "host": "192.168.1.43" },
              "SPARK1_USER": "ada", "SPARK1_HOST": "192.168.1.41", "SPARK1_HOST": "192.168.1.44" }
            """);

        var record = await _panel.ImportAsync();

        using var store = await _panel.OpenAsync();
        Assert.Equal(("192.168.1.44", "192.168.1.43"), (store.Current.Spark1!.Host, store.Current.Spark2!.Host));
        Assert.Equal(["SPARK1_HOST", "SPARK1_HOST", "spark2.host"], record.Kept.Select(part => part.What));
        Assert.All(record.Kept, part => Assert.Equal("It is there more than once, and the last one counts.", part.Why));
    }

    [Theory]
    [InlineData("", "There is nothing in it.")]
    [InlineData("# only a comment\n", "There is nothing in it.")]
    [InlineData("null", "There is nothing in it.")]
    [InlineData("- a\n- b\n", "Line 1: It must be lines of the form “name: value”.")]
    [InlineData("SPARK1_HOST: \"192.168.", "Line ")]
    [InlineData("SPARK1_HOST: &a x\nSPARK2_HOST: *a\n", "Line 1: Anchors (&name) are not read.")]
    [InlineData("a: {b: {c: {d: {e: {f: {g: {h: {i: {j: 1}}}}}}}}}\n", "Line 1: It is nested too deep.")]
    [InlineData("\0\0\0", "It is no text.")]
    public async Task A_file_that_is_none_is_kept_whole_and_told(string text, string why)
    {
        _panel.Write("sparkConfig.yaml", text);

        var kept = Assert.Single((await _panel.ImportAsync()).Kept);

        Assert.Equal(("sparkConfig.yaml", "the whole file"), (kept.File, kept.What));
        Assert.StartsWith(why, kept.Why, StringComparison.Ordinal);
        Assert.Equal(text, _panel.Read("sparkConfig.yaml.original"));
    }

    [Fact]
    public async Task A_file_that_is_too_large_or_no_text_is_kept_whole_and_told()
    {
        _panel.Write("sparkConfig.yaml", [0x53, 0xFF, 0xFE, 0x00]);
        _panel.Write("app_settings.json", new string(' ', 300_000));

        var record = await _panel.ImportAsync();

        Assert.Equal(
            [("app_settings.json", "It is larger than 256 KiB."), ("sparkConfig.yaml", "It is not UTF-8 text.")],
            record.Kept.Select(part => (part.File, part.Why)));
    }
}
