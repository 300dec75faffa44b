using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NormTools.Core.Data;
using NormTools.Core.Preprocessing;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Texts: their normal form, their words, the vocabulary, and the numbers of rows.</summary>
public sealed class TextTests
{
    private static readonly JsonElement Reference = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "normalization.json"))).RootElement;

    [Fact]
    public void Every_character_has_the_form_that_Python_gives_it()
    {
        StringBuilder all = new();
        for (int point = 0; point < 0x110000; point++)
        {
            if (Rune.IsValid(point))
            {
                all.Append(CompatibilityComposition.Of(new Rune(point).ToString())).Append('\n');
            }
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
        Assert.Equal(Reference.GetProperty("sha256OfAll").GetString(), hash);
    }

    [Fact]
    public void So_have_marks_in_any_order_letters_of_Hangul_and_what_is_composed_of_them()
    {
        int count = 0;
        foreach (JsonElement[] pair in Reference.GetProperty("cases").EnumerateArray().Select(pair => pair.EnumerateArray().ToArray()))
        {
            Assert.Equal(pair[1].GetString(), Codes(CompatibilityComposition.Of(Text(pair[0].GetString()!))));
            count++;
        }

        Assert.Equal(600, count);
    }

    [Theory]
    [InlineData("The don't-care: e.g. 3.5 km!", "the don t care e g 3 5 km")]
    [InlineData("ﬁne Ｗｉｄｅ ½ e\u0301 É ①", "fine wide 1 2 é é 1")]
    [InlineData("안녕하세요, 세계! 2026년", "안녕하세요 세계 2026년")]
    [InlineData("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글")]
    [InlineData("IÄÖẞΣ", "iäößσ")]
    [InlineData("naïve_x ❤\ufe0f \u0301a", "naïve x a")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("𝒜𝓑 𐐀", "ab 𐐨")]
    [InlineData("\ud800x", "x")]
    [InlineData(" ... ", "")]
    public void Words_are_runs_of_letters_and_digits_in_one_form_and_case(string text, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), new TextUnits(false, false).Of(text));

    [Theory]
    [InlineData("Hi, 너!", "h|i| |너")]
    [InlineData("中文。字", "中|文| |字")]
    [InlineData("  a  ", "a")]
    [InlineData("--", "")]
    public void Characters_are_those_of_words_with_a_blank_between_them(string text, string expected) =>
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), new TextUnits(true, false).Of(text));

    [Fact]
    public void Case_may_count() => Assert.Equal(["Rose", "rose"], new TextUnits(false, true).Of("Rose rose"));

    [Fact]
    public void Words_are_numbered_by_falling_count_and_then_by_their_code_units()
    {
        FeatureTable x = Texts("foo bar", "bar baz", "baz bada boom", "Bar 가 가 é é");
        Preprocessor fitted = x.Fit("""{"type":"Tokenize","min_count":2}""");
        // bar 3; baz, é and 가 2 each; the others once.
        FeatureTable y = Texts("bar baz é 가", "foo qux bar").Apply(fitted);
        Assert.Equal(5, y.Width);
        Assert.Equal([2, 3, 4, 5, 0, 1, 1, 2, 0, 0], y.Values);
        Assert.Equal([4, 3], y.Lengths!);
        Assert.Equal(["text_1", "text_2", "text_3", "text_4", "text_5"], y.Names);
    }

    [Theory]
    [InlineData("\"min_count\":1", new double[] { 2, 3, 4, 5, 6 })]
    [InlineData("\"min_count\":1,\"max_words\":3", new double[] { 2, 3, 4, 1, 1 })]
    [InlineData("\"min_count\":2", new double[] { 2, 3, 1, 1, 1 })]
    [InlineData("\"min_count\":3", new double[] { 2, 1, 1, 1, 1 })]
    [InlineData("\"min_count\":1,\"max_length\":2", new double[] { 2, 3 })]
    [InlineData("\"min_count\":1,\"max_length\":7", new double[] { 2, 3, 4, 5, 6, 0, 0 })]
    [InlineData("\"min_count\":1,\"case_sensitive\":true", new double[] { 2, 5, 6, 7, 8 })]
    public void Rare_words_and_those_beyond_the_size_are_unknown_and_long_texts_are_cut(string arguments, double[] expected)
    {
        FeatureTable x = Texts("A a a b B", "c d e");
        Preprocessor fitted = x.Fit("{\"type\":\"Tokenize\"," + arguments + "}");
        FeatureTable y = Texts("a b c d e").Apply(fitted);
        Assert.Equal(expected, y.Values);
        Assert.Equal([5], y.Lengths!);
    }

    [Fact]
    public void A_table_gives_the_same_numbers_whole_and_row_by_row_and_from_its_document()
    {
        string[] texts = [.. Enumerable.Range(0, 3000).Select(i => string.Join(' ', Enumerable.Range(0, (i % 9) + 1).Select(k => $"w{i * 7 * (k + 3) % 61}")))];
        FeatureTable x = Texts(texts);
        Preprocessor fitted = x.Fit("""{"type":"Tokenize","max_length":6}""");
        FeatureTable whole = x.Apply(fitted);
        using JsonDocument described = JsonDocument.Parse(PreprocessorDocument.Describe(fitted));
        Preprocessor read = new(described.RootElement.GetProperty("document").GetRawText());
        FeatureTable[] rows = [.. texts.Take(200).Select(text => Texts(text).Apply(read))];
        Assert.Equal(whole.Values.Take(1200), rows.SelectMany(row => row.Values));
        Assert.Equal(whole.Lengths!.Take(200), rows.SelectMany(row => row.Lengths!));
        Assert.Equal(texts.Select(text => text.Split(' ').Length), whole.Lengths!);
    }

    [Theory]
    [InlineData("""{"type":"Tokenize"}""", "NoVocabulary", "a b", "c d")]
    [InlineData("""{"type":"Tokenize"}""", "TextWithoutWords", "a a", "!!!")]
    [InlineData("""{"type":"Tokenize"}""", "TextWithoutWords", "a a", "")]
    [InlineData("""{"type":"Tokenize","columns":["other"]}""", "ColumnNotFound", "a a")]
    [InlineData("""{"type":"Tokenize","unit":"Letter"}""", "InvalidStepArgument", "a a")]
    [InlineData("""{"type":"Tokenize","max_length":0}""", "InvalidStepArgument", "a a")]
    [InlineData("""{"type":"Tokenize","min_count":0}""", "InvalidStepArgument", "a a")]
    [InlineData("""{"type":"Tokenize"},{"type":"Standardize"}""", "StepBehindWords", "a a")]
    [InlineData("""{"type":"OneHot"},{"type":"Tokenize"}""", "OneTextColumn", "a a")]
    public void What_gives_no_words_is_refused(string steps, string id, params string[] texts)
    {
        CoreException failure = Assert.Throws<CoreException>(() => Texts(texts).Fit(steps));
        Assert.Equal(id, failure.Id);
    }

    [Fact]
    public void A_number_and_a_column_beside_the_texts_are_refused()
    {
        FeatureTable beside = new([0, 1, 1, 2], 2, ["text", "age"], [["a a", "b b"], null]);
        Assert.Equal("TextAmongColumns", Assert.Throws<CoreException>(() => beside.Fit("""{"type":"Tokenize"}""")).Id);
        FeatureTable numbers = new([0, 1], 2, ["age"], [null]);
        Assert.Equal("NumberColumn", Assert.Throws<CoreException>(() => numbers.Fit("""{"type":"Tokenize","columns":["age"]}""")).Id);
        Assert.Equal("OneTextColumn", Assert.Throws<CoreException>(() => numbers.Fit("""{"type":"Tokenize"}""")).Id);
        FeatureTable two = new([0, 0], 1, ["a", "b"], [["x x"], ["y y"]]);
        Assert.Equal("OneTextColumn", Assert.Throws<CoreException>(() => two.Fit("""{"type":"Tokenize"}""")).Id);
    }

    [Fact]
    public void A_row_without_a_word_is_refused_later_and_has_no_inverse()
    {
        Preprocessor fitted = Texts("a a").Fit("""{"type":"Tokenize"}""");
        Assert.Equal("TextWithoutWords", Assert.Throws<CoreException>(() => Texts("?!").Apply(fitted)).Id);
        Assert.Equal("TextWithoutWords", Assert.Throws<CoreException>(() => new FeatureTable([double.NaN], 1, ["text"], [["a"]]).Apply(fitted)).Id);
        FeatureTable y = Texts("a").Apply(fitted);
        Assert.Equal("NoInverse", Assert.Throws<CoreException>(() => y.Apply(fitted, inverse: true)).Id);
    }

    [Theory]
    [InlineData("""{"name":"text","length":[2],"words":[]}""")]
    [InlineData("""{"name":"text","length":[2],"words":["a","a"]}""")]
    [InlineData("""{"name":"text","length":[0],"words":["a"]}""")]
    [InlineData("""{"name":"text","length":[2.5],"words":["a"]}""")]
    [InlineData("""{"name":"text","length":[1e9],"words":["a"]}""")]
    [InlineData("""{"name":"other","length":[2],"words":["a"]}""")]
    [InlineData("""{"length":[2],"words":["a"]}""")]
    [InlineData("""{"name":"text","words":["a"]}""")]
    public void A_document_of_a_vocabulary_that_was_damaged_is_refused(string learnt)
    {
        string document = $$"""{"columns":[{"name":"text","kind":"text"}],"steps":[{"type":"Tokenize","learnt":{{learnt}}}]}""";
        Assert.Equal("InvalidPreprocessor", Assert.Throws<CoreException>(() => new Preprocessor(document)).Id);
    }

    [Fact]
    public void A_column_of_texts_takes_texts_of_any_length_and_number_without_a_remark()
    {
        using DataFiles files = new();
        string rows = string.Concat(Enumerable.Range(0, 70_000).Select(i => $"\"text {i}, {(i == 3 ? new string('x', 5000) : "short")}\",{i % 2}\n"));
        using LoadedDataset data = files.LoadText("words,k\n" + rows, new() { Label = ["k"], Text = "words" });
        Assert.Equal(70_000, data.Description.CategoryNames["words"].Length);
        Assert.Contains(data.Description.CategoryNames["words"], text => text.Length > 5000);
        Assert.Equal(ColumnKind.Text, data.Description.Columns[0].Kind);
        Assert.Empty(data.Description.Notes);
        Assert.Empty(data.Description.Columns[0].Remarks);
    }

    [Theory]
    [InlineData("words,k\n12,a\n13,b\n14,a\n", "words", "NumbersAsText")]
    [InlineData("words,k\nx,a\n", "k", "TextIsNoFeature")]
    [InlineData("words,k\nx,a\n", "other", "ColumnNotFound")]
    public void A_column_that_is_no_text_is_refused(string text, string column, string id)
    {
        using DataFiles files = new();
        Assert.Equal(id, files.Refuse(text, new() { Label = ["k"], Text = column }).Id);
    }

    private static FeatureTable Texts(params string[] texts)
    {
        string[] known = [.. texts.Where(text => text.Length > 0).Distinct()];
        return new([.. texts.Select(text => text.Length == 0 ? double.NaN : Array.IndexOf(known, text))], texts.Length, ["text"], [known]);
    }

    private static string Text(string codes) => string.Concat(codes.Split(' ').Select(code => new Rune(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));

    private static string Codes(string text) => string.Join(' ', text.EnumerateRunes().Select(rune => rune.Value.ToString("X", CultureInfo.InvariantCulture)));
}
