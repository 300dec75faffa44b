using System.Collections.Specialized;

namespace NormTools;

/// <summary>Rows that are texts: the numbers of their words, 0 behind a text, 1 for a word that is not in the vocabulary.</summary>
internal static class TextRows
{
    /// <summary>The step that makes numbers of words.</summary>
    public const string Step = "Tokenize";

    /// <summary>The first number that a word of the vocabulary has.</summary>
    public const int FirstWord = 2;

    private const int Unknown = 1;
    private const double MostUnknown = 0.5; // a share of the words

    public static bool IsStep(string type) => type == Step;

    /// <summary>The steps that prepare a data set: those that were given, with words made numbers where its rows are texts and no step does
    /// that; null for none.</summary>
    public static Preprocessor? Steps(Dataset data, Preprocessor? given)
    {
        if (data.Raw.TextColumn is not string column || data.IsPrepared || given?.TakesTexts == true)
        {
            return given;
        }

        var words = new PreprocessingStep(Step, new OrderedDictionary { { "columns", new[] { column } } });
        return Preprocessor.Create(new[] { words }.Concat(given?.Step ?? Array.Empty<PreprocessingStep>()).ToArray());
    }

    /// <summary>The name of the column of texts as the data set has it.</summary>
    /// <exception cref="NormToolsException">The samples are images, which have no columns.</exception>
    public static string ColumnOf(Dataset data, string name) =>
        data.FeatureNames is { } names ? Array.Find(names, own => own == name) ?? Array.Find(names, own => own.Equals(name, StringComparison.OrdinalIgnoreCase))!
        : throw Errors.TextOfImages();

    /// <summary>The words of a row by their numbers; what has none is told as such.</summary>
    public static string Word(float number, IReadOnlyList<object?> words) => (int)number switch
    {
        0 => "(padding)",
        Unknown => "(unknown)",
        int known => known - FirstWord < words.Count ? (string)words[known - FirstWord]! : "?",
    };

    /// <summary>How many steps of each row are no padding.</summary>
    /// <param name="rows">[rows, steps], the numbers of words.</param>
    public static Tensor Lengths(Tensor rows)
    {
        var numbers = (float[])rows.To(DType.Float32).ToArray();
        var lengths = new long[checked((int)rows.Dimensions[0])];
        int width = lengths.Length == 0 ? 0 : numbers.Length / lengths.Length;
        for (int row = 0; row < lengths.Length; row++)
        {
            int length = width;
            while (length > 1 && numbers[(row * width) + length - 1] == 0)
            {
                length--;
            }

            lengths[row] = length;
        }

        return TensorReader.Read(lengths, DType.Int64);
    }

    /// <summary>How many words of each row are not in the vocabulary.</summary>
    /// <param name="rows">[rows, steps], the numbers of words.</param>
    /// <param name="lengths">How many steps of each row are words.</param>
    public static long[] UnknownOf(Tensor rows, long[] lengths)
    {
        var numbers = (float[])rows.To(DType.Float32).ToArray();
        var unknown = new long[lengths.Length];
        int width = lengths.Length == 0 ? 0 : numbers.Length / lengths.Length;
        for (int row = 0; row < lengths.Length; row++)
        {
            for (int i = 0; i < lengths[row]; i++)
            {
                unknown[row] += numbers[(row * width) + i] == Unknown ? 1 : 0;
            }
        }

        return unknown;
    }

    /// <summary>What is to be said of texts that were cut, or that a model knows little of.</summary>
    /// <param name="table">The prepared rows.</param>
    /// <param name="refused">Rows of which nothing is to be said.</param>
    /// <exception cref="NormToolsException">None of several texts has a word of the vocabulary.</exception>
    public static IEnumerable<string> Doubts(PreparedTable table, IEnumerable<int> refused)
    {
        if (table.WordCount is null)
        {
            yield break;
        }

        var without = new HashSet<int>(refused);
        var words = (long[])table.WordCount.ToArray();
        var lengths = (long[])table.StepCount!.ToArray();
        long[] unknown = UnknownOf(table.Values, lengths);
        int[] rows = Enumerable.Range(0, words.Length).Where(row => !without.Contains(row)).ToArray();
        int cut = rows.Count(row => words[row] > lengths[row]);
        int strange = rows.Count(row => unknown[row] == lengths[row]);
        if (rows.Length > 1 && strange == rows.Length)
        {
            throw Errors.NoKnownWord(rows.Length);
        }

        if (cut > 0)
        {
            yield return $"{Text.Count(cut, "text")} of {rows.Length:N0} ({Share(cut, rows.Length)}) {(cut == 1 ? "is" : "are")} longer than {Text.Count(table.Names.Length, "step")}: what is behind is "
                + "left out. -MaximumLength of Tokenize (Split-Dataset -Preprocessor { Tokenize -MaximumLength n }) says how much is taken.";
        }

        if (strange > 0)
        {
            yield return $"{Text.Count(strange, "text")} of {rows.Length:N0} {(strange == 1 ? "has" : "have")} no word of the vocabulary: a model cannot say anything of {(strange == 1 ? "it" : "them")}.";
        }

        long all = rows.Sum(row => lengths[row]);
        long strangers = rows.Sum(row => unknown[row]);
        if (strangers > MostUnknown * all && strange < rows.Length)
        {
            yield return $"{Share(strangers, all)} of the words are not in the vocabulary: is it the right column, and the language of the training part? In the training "
                + "part itself it says that most words are too rare for -MinimumCount of Tokenize.";
        }
    }

    private static string Share(double part, double whole) => FormattableString.Invariant($"{part / whole:0.0 %}");
}
