using System.Runtime.CompilerServices;
using System.Text.Json;
using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>Turns the one column of a table, texts, into the numbers of their words: 0 is padding behind a text, 1 a word that the
/// training rows had not, or too rarely.</summary>
/// <remarks>How many words each text has travels with the rows (<see cref="Frame.Lengths"/>), those that were cut as well.</remarks>
internal sealed class TokenizeStep : PreprocessingStep
{
    private const int MostColumns = 1 << 16;
    private const int UsualColumns = 512; // at most, where nobody says how long a text may be
    private const int MostWords = 1 << 22;
    private const int WordsShown = 5;

    private readonly TextUnits units;
    private readonly long leastCount;
    private readonly int size;
    private readonly long? longest;
    private readonly string noun;
    private readonly TextMap<Coded?[]> map;
    private Vocabulary vocabulary = new([]);
    private string name = string.Empty;
    private int width;
    private int place;

    public TokenizeStep(StepArguments arguments)
        : base(arguments)
    {
        bool areCharacters = arguments.OneOf("unit", "Word", "Word", "Character") == "Character";
        noun = areCharacters ? "character" : "word";
        units = new TextUnits(areCharacters, arguments.Flag("case_sensitive", false));
        leastCount = arguments.Integer("min_count", 2);
        size = (int)(arguments.IntegerOrNull("max_words", 20_000, 1, MostWords) ?? MostWords);
        longest = arguments.IntegerOrNull("max_length", null, 1, MostColumns);
        map = new(texts => new Coded?[texts.Length]);
    }

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("Tokenize", arguments => new TokenizeStep(arguments));

    public override bool HasInverse => false;

    public override bool GivesSteps => true;

    public override void Fit(TrainingRows training)
    {
        int[] chosen = Choose(training.Infos, column => column.IsText);
        if (chosen.Length != 1)
        {
            throw CoreException.InvalidData(
                "OneTextColumn",
                chosen.Length == 0 ? $"{Subject}: there is no column of text. Import-Dataset -Text names the one that is."
                    : $"{Subject} takes one column of texts, and here are {NamedColumns.List(chosen.Select(i => training.Infos[i].Name))}.");
        }

        if (!training.Infos[chosen[0]].IsText)
        {
            throw CoreException.InvalidData(
                "NumberColumn",
                $"{Subject}: column '{Excerpt.Of(training.Infos[chosen[0]].Name)}' holds numbers, and words are in texts. Import-Dataset -Text takes a column as text.");
        }

        name = training.Infos[chosen[0]].Name;
        (vocabulary, width) = training.Learn(chosen, Count)[0];
    }

    public override void Read(Learnt learnt)
    {
        name = learnt.Text("name");
        string[] words = learnt.Texts("words");
        double columns = learnt.Numbers("length", 1)[0];
        bool areWords = words.Length is > 0 and <= MostWords && words.Distinct(StringComparer.Ordinal).Count() == words.Length;
        vocabulary = areWords ? new(words) : throw learnt.Invalid("words", "different words");
        width = columns is >= 1 and <= MostColumns && columns == Math.Floor(columns) ? (int)columns
            : throw learnt.Invalid("length", $"a whole number from 1 to {MostColumns}");
    }

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        place = NamedColumns.Places([name], columns, Subject)[0];
        if (columns.Length > 1)
        {
            string[] others = [.. columns.Where((_, i) => i != place).Select(column => column.Name)];
            throw CoreException.InvalidData(
                "TextAmongColumns",
                $"{Subject}: a text is a sample of its own, and beside column '{Excerpt.Of(name)}' there is {NamedColumns.List(others)}. "
                + "-Property of Import-Dataset takes the column alone.");
        }

        return columns[place].IsText ? [.. Enumerable.Range(1, width).Select(i => new ColumnInfo($"{name}_{i}", false))]
            : throw CoreException.Read("InvalidPreprocessor", $"{Subject}: column '{Excerpt.Of(name)}' is of another kind than its texts.");
    }

    public override void Apply(Frame rows)
    {
        FrameColumn column = rows.Columns[place];
        Coded?[] known = map.Of(column.Texts!);
        var lengths = new int[rows.Rows];
        Memory<double>[] values = [.. Enumerable.Range(0, width).Select(_ => rows.NewValues(Vocabulary.Padding))];
        for (int row = 0; row < rows.Rows; row++)
        {
            Coded text = Of(column, row, known);
            lengths[row] = text.Length;
            if (text.Length == 0)
            {
                rows.Refuse(row, NoWords(column.Text(row)));
                (lengths[row], values[0].Span[row]) = (1, Vocabulary.Unknown); // it means nothing
            }

            for (int i = 0; i < text.Numbers.Length; i++)
            {
                values[i].Span[row] = text.Numbers[i];
            }
        }

        rows.Lengths = lengths;
        rows.Columns = [.. values.Select((own, i) => new FrameColumn(new ColumnInfo($"{name}_{i + 1}", false), own, null))];
    }

    public override void Invert(Frame rows) => throw NoInverse();

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteString("name", name);
        json.WriteNumbers("length", [width]);
        json.WriteTexts("words", vocabulary.Words);
    }

    public override IEnumerable<(string Column, string Text)> Describe()
    {
        string first = NamedColumns.List(vocabulary.Words.Take(WordsShown));
        yield return (name, $"{Plural.Of(vocabulary.Words.Length, noun)} ({first}{(vocabulary.Words.Length > WordsShown ? "..." : string.Empty)}), up to {width:N0} of a text");
    }

    // Each text once, when the first row has it.
    private Coded Of(FrameColumn column, int row, Coded?[] known)
    {
        if (double.IsNaN(column.Values[row]))
        {
            return Coded.None;
        }

        ref Coded? coded = ref known[(int)column.Values[row]];
        if (Volatile.Read(ref coded) is { } before)
        {
            return before;
        }

        List<string> all = units.Of(column.Text(row)!);
        Coded made = new(all.Count, [.. all.Take(width).Select(vocabulary.NumberOf)]);
        Volatile.Write(ref coded, made);
        return made;
    }

    private (Vocabulary Vocabulary, int Width) Count(FrameColumn column)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        int most = 0;
        for (int row = 0; row < column.Values.Length; row++)
        {
            Cancellation.ThrowIfRequested();
            List<string> all = column.Text(row) is string text ? units.Of(text) : [];
            if (all.Count == 0)
            {
                CoreException failure = NoWords(column.Text(row));
                throw CoreException.InvalidData(failure.Id, FormattableString.Invariant($"Row {row} of the training part (counted from 0): {failure.Message}"));
            }

            most = Math.Max(most, all.Count);
            foreach (string unit in all)
            {
                counts[unit] = counts.GetValueOrDefault(unit) + 1;
            }
        }

        Vocabulary learnt = Vocabulary.Of(counts, leastCount, size);
        return learnt.Words.Length > 0
            ? (learnt, (int)(longest ?? Math.Min(most, UsualColumns)))
            : throw CoreException.InvalidData(
                "NoVocabulary",
                $"{Subject}: of the {counts.Count:N0} different {noun}s of column '{Excerpt.Of(column.Info.Name)}' none occurs {leastCount} times or more in the training part, so "
                + "that all would be unknown. -MinimumCount 1 takes them all; -Unit Character takes texts without blanks apart.");
    }

    private CoreException NoWords(string? text) => CoreException.InvalidData(
        "TextWithoutWords",
        $"{Subject}: column '{Excerpt.Of(name)}' has {(text is null ? "no text" : $"'{Excerpt.Of(text)}'")}, which has no word (letters or digits): a model of texts cannot say "
        + $"anything of it. Where-Object {{ $_.{Typed.Of(name)} -match '\\w' }} between Import-Csv and Import-Dataset leaves such rows out.");

    // A text: how many words it has, and the numbers of the first of them.
    private sealed record Coded(int Length, int[] Numbers)
    {
        public static Coded None { get; } = new(0, []);
    }
}
