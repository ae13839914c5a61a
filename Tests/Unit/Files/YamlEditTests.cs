using System.Text;
using SparkControl.ControlApi.Files;
using Xunit;

namespace SparkControl.Tests.Unit.Files;

public sealed class YamlEditTests
{
    private const string Header = "# header\n";

    private const string Mine = """
        # my settings
        models:
          # the small one
          qwen36:
            settings:
              max_model_len: 65536   # fits
              # for agents
              prefix_caching: false
            note: { by: me }  # not known here
          gemma4: { settings: { max_model_len: 8192, extra_args: ["--a # b", -c] } }   # short
          empty:
        # the end

        """;

    private static readonly string[] Length = ["models", "qwen36", "settings", "max_model_len"];

    [Fact]
    public void A_changed_line_keeps_its_comment_and_every_other_line() =>
        Assert.Equal(Mine.Replace("65536   #", "8192  #"), YamlEdit.Set(Mine, Length, "8192", Header));

    [Fact]
    public void A_new_value_stands_after_the_last_one_of_its_mapping() =>
        Assert.Equal(
            Mine.Replace("prefix_caching: false\n", "prefix_caching: false\n      max_num_seqs: 4\n"),
            YamlEdit.Set(Mine, ["models", "qwen36", "settings", "max_num_seqs"], "4", Header));

    [Fact]
    public void What_leads_to_a_new_value_is_made() =>
        Assert.Equal(
            "# header\nmodels:\n  qwen36:\n    settings:\n      max_model_len: 8192\n",
            YamlEdit.Set(null, Length, "8192", Header));

    [Fact]
    public void A_name_that_holds_nothing_is_filled() =>
        Assert.Equal(
            Mine.Replace("  empty:\n", "  empty:\n    settings:\n      max_model_len: 8192\n"),
            YamlEdit.Set(Mine, ["models", "empty", "settings", "max_model_len"], "8192", Header));

    [Fact]
    public void A_value_in_braces_is_changed_within_them() =>
        Assert.Equal(
            Mine.Replace("8192, extra_args: [\"--a # b\", -c] } }   #", "4096, extra_args: [\"--a # b\", -c] } }  #"),
            YamlEdit.Set(Mine, ["models", "gemma4", "settings", "max_model_len"], "4096", Header));

    [Fact]
    public void A_value_that_is_removed_leaves_its_comment_where_it_was() =>
        Assert.Equal(
            Mine.Replace("max_model_len: 65536   # fits", "# fits"), YamlEdit.Set(Mine, Length, null, Header));

    [Fact]
    public void A_whole_mapping_is_removed_with_its_comments_kept() =>
        Assert.Contains(
            "  qwen36:\n    # fits\n    # for agents\n    note: { by: me }",
            YamlEdit.Set(Mine, ["models", "qwen36", "settings"], null, Header));

    [Theory]
    [InlineData("models:\n  qwen36:\n    settings:\n      max_model_len: 1\n", "")]
    [InlineData("# mine\nmodels:\n  qwen36:\n    settings: { max_model_len: 1 }\n", "# mine\n")]
    [InlineData("models: { qwen36: { settings: { max_model_len: 1 } } }\n", "")]
    [InlineData("models:\n  other: {}\n  qwen36:\n    settings: { max_model_len: 1 }\n", "models:\n  other: {}\n")]
    [InlineData("models:\n  qwen36:\n    settings: { max_model_len: 1, a: 2 }\n", "models:\n  qwen36:\n    settings: { a: 2 }\n")]
    public void What_gets_empty_is_removed_too(string text, string left) =>
        Assert.Equal(left, YamlEdit.Set(text, Length, null, Header).TrimStart('\n'));

    [Fact]
    public void What_is_not_there_is_not_removed() =>
        Assert.Equal(Mine, YamlEdit.Set(Mine, ["models", "gone", "settings"], null, Header));

    [Fact]
    public void What_is_set_and_removed_again_leaves_the_text_as_it_was()
    {
        string[] path = ["models", "new", "settings", "max_model_len"];

        Assert.Equal(Mine, YamlEdit.Set(YamlEdit.Set(Mine, path, "1", Header), path, null, Header));
    }

    [Theory]
    [InlineData("models: [a]\n")]
    [InlineData("models: text\n")]
    [InlineData("models:\n  qwen36: 5\n")]
    [InlineData("{models: {}}\n")]
    [InlineData("models: {\n")]
    public void A_text_without_such_a_mapping_is_refused(string text)
    {
        var refused = Assert.Throws<BadFileException>(() => YamlEdit.Set(text, Length, "1", Header));

        Assert.NotNull(refused.Line);
    }

    [Theory]
    [InlineData("models:\r\n  qwen36:\r\n    settings:\r\n      max_model_len: 1\r\n")]
    [InlineData("\uFEFFmodels:\n    qwen36:\n          settings: {max_model_len: 1}")]
    [InlineData("---\nmodels:\n  a: { settings: {} }\n...\n")]
    [InlineData("models:\n  qwen36:\n    settings:\n      { max_model_len: 1,\n        # why\n        a: 2 }\n")]
    [InlineData("models:\n  qwen36:\n    note: |\n      settings:\n        # no comment\n    settings: ~\n")]
    [InlineData("models:\n  'qwen36':\n    \"settings\":\n      max_model_len: >-\n        1\n\n\n      a: 2\n")]
    [InlineData("models:\n\n\n\n  # nothing yet\n")]
    [InlineData("models: {}\nother: { a: [1, 'x: y'] }\n")]
    public void A_value_is_set_whatever_the_file_looks_like(string text)
    {
        var after = YamlEdit.Set(text, Length, "8192", Header);

        Assert.Equal("8192", Read(after));
        Assert.Equal(text.Contains("\r\n"), after.Contains("\r\n"));
    }

    [Theory]
    [InlineData(20261124)]
    [InlineData(7)]
    public void A_mutilated_file_is_changed_or_refused_and_nothing_else_in_it_is_touched(int seed)
    {
        var random = new Random(seed);
        const string Letters = "{}[]:,#&*!|>'\"%@`-? \n\t\\~aA0\u0000\u00e9";
        var changed = 0;
        for (var round = 0; round < 3000; round++)
        {
            var text = new StringBuilder(Mine);
            for (var hits = random.Next(1, 6); hits > 0; hits--) text[random.Next(text.Length)] = Letters[random.Next(Letters.Length)];
            var written = round % 3 == 0 ? null : "8192";

            try
            {
                var after = YamlEdit.Set(text.ToString(), Length, written, Header);
                Assert.Equal(written, Read(after));
                Assert.Equal(Others(text.ToString()), Others(after));
                changed++;
            }
            catch (BadFileException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }

        Assert.InRange(changed, 300, 2900);
    }

    private static string? Read(string text) => (Length.Aggregate<string, YamlValue?>(
        YamlReader.ReadMap(text), (value, name) => (value as YamlMap)?.Find(name)?.Value) as YamlText)?.Text;

    private static List<string> Others(string text) =>
        [.. Leaves("", YamlReader.ReadMap(text)).Where(leaf => !leaf.StartsWith($".{string.Join('.', Length)}=", StringComparison.Ordinal))];

    private static IEnumerable<string> Leaves(string path, YamlValue? value) => value switch
    {
        YamlText { IsNull: false } text => [$"{path}={text.Text}"],
        YamlList list => list.Items.SelectMany((item, at) => Leaves($"{path}.{at}", item)),
        YamlMap map => map.Entries.SelectMany(entry => Leaves($"{path}.{entry.Key}", entry.Value)),
        _ => []
    };
}
