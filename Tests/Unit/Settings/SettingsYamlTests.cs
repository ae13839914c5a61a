using SparkControl.ControlApi.Files;
using SparkControl.ControlApi.Settings;
using Xunit;

namespace SparkControl.Tests.Unit.Settings;

public sealed class SettingsYamlTests
{
    private const string Mine = """
        # my pair
        spark1_host: 192.168.1.41   # the head

        future_setting: { a: 1 }  # not known here
        disabled_services:
          - parakeet   # broken
          # soon back
          - magpie
        vllm_port: "8001"
        # the end

        """;

    [Fact]
    public void A_changed_line_keeps_its_comment_and_every_other_line()
    {
        var after = SettingsYaml.Set(Mine, Setting.Find("spark1_host")!, ["192.168.1.42"]);

        Assert.Equal(
            Mine.Replace("192.168.1.41   #", "192.168.1.42  #", StringComparison.Ordinal), after.TrimEnd('\n') + "\n");
    }

    [Fact]
    public void A_list_of_several_lines_becomes_one_and_its_comments_stay_above()
    {
        var after = SettingsYaml.Set(Mine, Setting.Find("disabled_services")!, ["magpie"]);

        Assert.Contains("# broken\n# soon back\ndisabled_services: [\"magpie\"]\nvllm_port", after);
    }

    [Fact]
    public void A_new_setting_stands_after_the_last_one()
    {
        var after = SettingsYaml.Set(Mine, Setting.Find("spark1_user")!, ["nik"]);

        Assert.Contains("vllm_port: \"8001\"\nspark1_user: nik\n# the end", after);
    }

    [Fact]
    public void A_setting_that_is_unset_leaves_its_comment()
    {
        var after = SettingsYaml.Set(Mine, Setting.Find("spark1_host")!, []);

        Assert.StartsWith("# my pair\n# the head\n\nfuture_setting", after);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("---\nvllm_port: 1\n...\n")]
    [InlineData("vllm_port: 1")]
    [InlineData("\uFEFFvllm_port: 1\r\n# x\r\n")]
    [InlineData("note: |\n  vllm_port: 5\n  # no comment\nvllm_port: 1\n")]
    [InlineData("note: >-\n  text\n\n\nvllm_port: 1\n")]
    [InlineData("note: 'a # b'\nvllm_port: 1 # c\n")]
    [InlineData("other: [a, # one\n  b]\nvllm_port: 1\n")]
    public void A_value_is_set_and_all_others_stay_whatever_the_file_looks_like(string text)
    {
        var after = SettingsYaml.Set(text, Setting.Find("vllm_port")!, ["8002"]);

        Assert.Equal("8002", ((YamlText)YamlReader.ReadMap(after)!.Find("vllm_port")!.Value).Text);
        Assert.Equal(text.Contains("\r\n"), after.Contains("\r\n"));
    }

    [Theory]
    [InlineData("{vllm_port: 1}")]
    [InlineData("vllm_port: 1\n? spark1_host\n: x\n")]
    [InlineData("? vllm_port\n: 1\n")]
    public void A_file_that_cannot_be_changed_by_lines_is_refused_or_kept_right(string text)
    {
        try
        {
            var after = SettingsYaml.Set(text, Setting.Find("vllm_port")!, ["8002"]);
            Assert.Equal("8002", ((YamlText)YamlReader.ReadMap(after)!.Find("vllm_port")!.Value).Text);
        }
        catch (BadFileException refused)
        {
            Assert.NotEmpty(refused.Message);
        }
    }

    [Theory]
    [InlineData("~/spark-vllm-docker")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("1e3")]
    [InlineData("fd00::1")]
    [InlineData("no")]
    public void A_text_is_read_as_it_was_written(string value)
    {
        var after = SettingsYaml.Set("", Setting.Find("launcher_dir")!, [value]);

        var text = (YamlText)YamlReader.ReadMap(after)!.Find("launcher_dir")!.Value;
        Assert.Equal((value, false), (text.Text, text.IsNull));
    }

    [Fact]
    public void A_mutilated_file_is_read_refused_or_changed_and_never_worse()
    {
        var random = new Random(20261124);
        const string Letters = "{}[]:,#&*!|>'\"%@`-? \n\t\\~aA0\u0000\u00e9";
        for (var round = 0; round < 3000; round++)
        {
            var text = new System.Text.StringBuilder(Mine);
            for (var hits = random.Next(1, 6); hits > 0; hits--)
                text[random.Next(text.Length)] = Letters[random.Next(Letters.Length)];

            try
            {
                var after = SettingsYaml.Set(text.ToString(), Setting.Find("vllm_port")!, ["8002"]);
                Assert.Equal("8002", ((YamlText)YamlReader.ReadMap(after)!.Find("vllm_port")!.Value).Text);
            }
            catch (BadFileException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }
}
