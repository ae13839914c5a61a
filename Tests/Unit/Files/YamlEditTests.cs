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
        Assert.Equal(Mine.Replace("65536   #", "8192  #"), Set(Mine, Length, "8192", Header));

    [Fact]
    public void A_new_value_stands_after_the_last_one_of_its_mapping() =>
        Assert.Equal(
            Mine.Replace("prefix_caching: false\n", "prefix_caching: false\n      max_num_seqs: 4\n"),
            Set(Mine, ["models", "qwen36", "settings", "max_num_seqs"], "4", Header));

    [Fact]
    public void What_leads_to_a_new_value_is_made() =>
        Assert.Equal(
            "# header\nmodels:\n  qwen36:\n    settings:\n      max_model_len: 8192\n",
            Set(null, Length, "8192", Header));

    [Fact]
    public void A_name_that_holds_nothing_is_filled() =>
        Assert.Equal(
            Mine.Replace("  empty:\n", "  empty:\n    settings:\n      max_model_len: 8192\n"),
            Set(Mine, ["models", "empty", "settings", "max_model_len"], "8192", Header));

    [Theory]
    [InlineData("models:\n  # the one\n  mine: { a: 1 }  # short\n",
        "models:\n  # the one\n  mine:  # short\n    a: 2\n    b:\n      c: \"x\"\n    d: []\n")]
    [InlineData("models: { other: 1 }\n", "models: { other: 1, mine: { a: 2, b: { c: \"x\" }, d: [] } }\n")]
    [InlineData("models:\n", "models:\n  mine:\n    a: 2\n    b:\n      c: \"x\"\n    d: []\n")]
    public void A_whole_mapping_is_written_line_by_line_where_there_are_lines(string text, string after)
    {
        var inner = YamlValue.Map([new("c", 0, YamlValue.Quoted("x"))]);
        var wanted =
            YamlValue.Map([new("a", 0, YamlValue.Plain("2")), new("b", 0, inner), new("d", 0, YamlValue.Quoted([]))]);

        Assert.Equal(after, YamlEdit.Set(text, ["models", "mine"], wanted, Header));
    }

    [Fact]
    public void A_value_in_braces_is_changed_within_them() =>
        Assert.Equal(
            Mine.Replace("8192, extra_args: [\"--a # b\", -c] } }   #", "4096, extra_args: [\"--a # b\", -c] } }  #"),
            Set(Mine, ["models", "gemma4", "settings", "max_model_len"], "4096", Header));

    [Fact]
    public void A_value_that_is_removed_leaves_its_comment_where_it_was() =>
        Assert.Equal(
            Mine.Replace("max_model_len: 65536   # fits", "# fits"), Set(Mine, Length, null, Header));

    [Fact]
    public void A_whole_mapping_is_removed_with_its_comments_kept() =>
        Assert.Contains(
            "  qwen36:\n    # fits\n    # for agents\n    note: { by: me }",
            Set(Mine, ["models", "qwen36", "settings"], null, Header));

    [Theory]
    [InlineData("models:\n  qwen36:\n    settings:\n      max_model_len: 1\n", "")]
    [InlineData("# mine\nmodels:\n  qwen36:\n    settings: { max_model_len: 1 }\n", "# mine\n")]
    [InlineData("models: { qwen36: { settings: { max_model_len: 1 } } }\n", "")]
    [InlineData("models:\n  other: {}\n  qwen36:\n    settings: { max_model_len: 1 }\n", "models:\n  other: {}\n")]
    [InlineData("models:\n  qwen36:\n    settings: { max_model_len: 1, a: 2 }\n",
        "models:\n  qwen36:\n    settings: { a: 2 }\n")]
    public void What_gets_empty_is_removed_too(string text, string left) =>
        Assert.Equal(left, Set(text, Length, null, Header).TrimStart('\n'));

    [Fact]
    public void What_is_not_there_is_not_removed() =>
        Assert.Equal(Mine, Set(Mine, ["models", "gone", "settings"], null, Header));

    [Fact]
    public void What_is_set_and_removed_again_leaves_the_text_as_it_was()
    {
        string[] path = ["models", "new", "settings", "max_model_len"];

        Assert.Equal(Mine, Set(Set(Mine, path, "1", Header), path, null, Header));
    }

    [Theory]
    [InlineData("models: [a]\n")]
    [InlineData("models: text\n")]
    [InlineData("models:\n  qwen36: 5\n")]
    [InlineData("{models: {}}\n")]
    [InlineData("models: {\n")]
    public void A_text_without_such_a_mapping_is_refused(string text)
    {
        var refused = Assert.Throws<BadFileException>(() => Set(text, Length, "1", Header));

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
    [InlineData("# a\u2028# b\u0085note: \"x\u2029 y\"\rmodels:\r  qwen36:\n    a: 1\u2028    settings: {}\n")]
    public void A_value_is_set_whatever_the_file_looks_like(string text)
    {
        var after = Set(text, Length, "8192", Header);

        Assert.Equal("8192", Read(after));
        Assert.Equal(text.Contains("\r\n"), after.Contains("\r\n"));
    }

    [Fact]
    public void Line_breaks_that_only_YAML_knows_stay_where_they_are() =>
        Assert.Equal(
            "# a\u2028note: \"x\u2028 y\"\u0085models:\n  qwen36:\n    settings:\n      max_model_len: 8192\n",
            Set("# a\u2028note: \"x\u2028 y\"\u0085", Length, "8192", Header));

    [Theory]
    [InlineData("a\u0085b")]
    [InlineData(" a \u2028 b \u2029 ")]
    [InlineData("a\nb\r\n\r\tc\n")]
    [InlineData("\u001b[31m\a\u007f\u009f")]
    [InlineData("\ufeffa\u200bb\u202ec\ufffe\uffff")]
    [InlineData("😀 \U0001F468\u200d\U0001F469 \U000E0041 \U0010FFFF")]
    [InlineData("\"\\\" # 'x': [y], {z} \\n \\u0041")]
    public void A_text_is_read_as_it_is_whatever_is_in_it(string value)
    {
        var after = YamlEdit.Set(null, ["a"], YamlValue.Quoted([value, "b"]), Header);

        var bytes = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(after));
        var list = Assert.IsType<YamlList>(YamlReader.ReadMap(bytes)!.Find("a")!.Value);
        Assert.Equal([value, "b"], list.Items.Select(item => ((YamlText)item).Text));
        Assert.DoesNotContain(after.TrimEnd('\n').Replace(Header, ""), letter => char.IsControl(letter)
            || letter is '\u2028' or '\u2029');
    }

    [Theory]
    [InlineData(0xd83d)]
    [InlineData(0xde00)]
    public void Half_a_character_is_refused(int half) =>
        Assert.Throws<BadFileException>(() => YamlEdit.Set(null, ["a"], YamlValue.Quoted($"a{(char)half}b"), Header));

    [Fact]
    public void A_text_that_would_be_too_large_to_be_read_again_is_refused()
    {
        var refused = Assert.Throws<BadFileException>(
            () => YamlEdit.Set(Mine, Length, YamlValue.Quoted(new string('é', YamlReader.MaxBytes / 2)), Header));

        Assert.Contains("256 KiB", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20261124)]
    [InlineData(7)]
    public void A_mutilated_file_is_changed_or_refused_and_nothing_else_in_it_is_touched(int seed)
    {
        var random = new Random(seed);
        const string Letters = "{}[]:,#&*!|>'\"%@`-? \n\t\\~aA0\u0000\u00e9\r\u0085\u2028";
        var changed = 0;
        for (var round = 0; round < 3000; round++)
        {
            var text = new StringBuilder(Mine);
            for (var hits = random.Next(1, 6); hits > 0; hits--)
                text[random.Next(text.Length)] = Letters[random.Next(Letters.Length)];
            var written = round % 3 == 0 ? null : "8192";

            try
            {
                var after = Set(text.ToString(), Length, written, Header);
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

    private static string Set(string? text, IReadOnlyList<string> path, string? written, string header) =>
        YamlEdit.Set(text, path, written is null ? null : YamlValue.Plain(written), header);

    private static string? Read(string text) => (Length.Aggregate<string, YamlValue?>(
        YamlReader.ReadMap(text), (value, name) => (value as YamlMap)?.Find(name)?.Value) as YamlText)?.Text;

    private static List<string> Others(string text) =>
        [.. Leaves("", YamlReader.ReadMap(text))
            .Where(leaf => !leaf.StartsWith($".{string.Join('.', Length)}=", StringComparison.Ordinal))];

    private static IEnumerable<string> Leaves(string path, YamlValue? value) => value switch
    {
        YamlText { IsNull: false } text => [$"{path}={text.Text}"],
        YamlList list => list.Items.SelectMany((item, at) => Leaves($"{path}.{at}", item)),
        YamlMap map => map.Entries.SelectMany(entry => Leaves($"{path}.{entry.Key}", entry.Value)),
        _ => []
    };
}
