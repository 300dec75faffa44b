using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using NormTools.Core.Data;

namespace NormTools.Core.Preprocessing;

/// <summary>Turns dates in text into numbers: year, month, day of the week and so on, one column each.</summary>
/// <remarks>They replace the column. A text that is not a date is an error when the step is fitted, and later a missing
/// value with a warning; so is one that may have the day or the month first, where no date of the training rows told.</remarks>
internal sealed class DatePartStep : PreprocessingStep
{
    private static readonly DateTime Origin = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Dictionary<string, Func<DateTime, double>> All = new(StringComparer.Ordinal)
    {
        ["Year"] = date => date.Year,
        ["Quarter"] = date => ((date.Month - 1) / 3) + 1,
        ["Month"] = date => date.Month,
        ["Day"] = date => date.Day,
        ["DayOfYear"] = date => date.DayOfYear,
        ["DayOfWeek"] = date => (int)date.DayOfWeek,
        ["IsWeekend"] = date => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0,
        ["Hour"] = date => date.Hour,
        ["Minute"] = date => date.Minute,
        ["Days"] = date => (date - Origin).TotalDays,
    };

    private readonly string[] parts;
    private readonly string? format;
    private readonly TextMap<double[][]> map;
    private readonly TextMap<bool[]> doubts = new(texts => Array.ConvertAll(texts, DayOrMonth.IsDoubtful));
    private string[] names = [];
    private bool[] tell = []; // for each, whether its dates told that the month stands first, or the call said how they are written
    private int[] places = [];

    public DatePartStep(StepArguments arguments)
        : base(arguments)
    {
        parts = arguments.Texts("parts") ?? ["Year", "Month", "DayOfWeek"];
        format = arguments.Nested("format") is null ? null : arguments.Text("format");
        map = new(texts => Array.ConvertAll(texts, Parts));
        if (parts.FirstOrDefault(part => !All.ContainsKey(part)) is string unknown)
        {
            throw arguments.Invalid("parts", $"are {string.Join(", ", All.Keys)}; '{Excerpt.Of(unknown)}' was given");
        }

        if (parts.Distinct(StringComparer.Ordinal).Count() < parts.Length || Chosen is null)
        {
            throw arguments.Invalid(Chosen is null ? "columns" : "parts", Chosen is null ? "are required" : "have to differ");
        }
    }

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("DatePart", arguments => new DatePartStep(arguments));

    public override bool HasInverse => false;

    public override void Fit(TrainingRows training)
    {
        ColumnInfo[] columns = training.Infos;
        int[] chosen = Choose(columns, column => column.IsText);
        names = [.. chosen.Select(i => columns[i].Name)];
        int number = Array.FindIndex(chosen, i => !columns[i].IsText);
        if (number >= 0)
        {
            throw CoreException.InvalidData(
                "NumberColumn",
                $"{Subject}: column '{Excerpt.Of(columns[chosen[number]].Name)}' holds numbers, and dates are texts such as 2026-11-29.");
        }

        tell = training.Learn(chosen, CheckDates);
    }

    public override void Read(Learnt learnt)
    {
        names = learnt.Texts("columns");
        HashSet<string>? told = learnt.Has("monthFirst") ? [.. learnt.Texts("monthFirst")] : null; // files of before do not say
        tell = Array.ConvertAll(names, name => told?.Contains(name) != false);
    }

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        places = NamedColumns.Places(names, columns, Subject);
        HashSet<int> taken = [.. places];
        return [.. columns.SelectMany((column, i) => taken.Contains(i) ? Outputs(column.Name) : [column])];
    }

    public override void Apply(Frame rows)
    {
        HashSet<int> taken = [.. places];
        rows.Columns = [.. rows.Columns.SelectMany((column, i) => taken.Contains(i) ? Split(column, rows) : [column])];
    }

    public override void Invert(Frame rows) => throw NoInverse();

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteTexts("columns", names);
        json.WriteTexts("monthFirst", names.Where((_, i) => tell[i]));
    }

    public override IEnumerable<(string Column, string Text)> Describe() => names.Select(name => (name, string.Join(", ", parts)));

    // Whether later dates are to be read with the month first; it throws where a text is no date.
    private bool CheckDates(FrameColumn column)
    {
        for (int row = 0; row < column.Values.Length; row++)
        {
            if (column.Text(row) is string text && Date(text) is null)
            {
                throw CoreException.InvalidData(
                    "NotADate",
                    $"{Subject}: column '{Excerpt.Of(column.Info.Name)}' has '{Excerpt.Of(text)}', which is no date "
                    + (format is null ? "such as 2026-11-29 or 11/29/2026 14:30; -Format says how they are written." : $"of the format {format}."));
            }
        }

        if (format is not null)
        {
            return true;
        }

        IEnumerable<string> texts = Enumerable.Range(0, column.Values.Length).Select(column.Text).OfType<string>();
        return DayOrMonth.Doubtful(texts, out bool isTold) is not var (doubtful, formats) ? isTold : throw CoreException.InvalidData(
            "AmbiguousDate",
            $"{Subject}: column '{Excerpt.Of(column.Info.Name)}' has '{Excerpt.Of(doubtful)}', of which one cannot say what is the day and what the month, and no other date of the "
            + $"column tells: {formats}.");
    }

    private IEnumerable<ColumnInfo> Outputs(string name) => parts.Select(part => new ColumnInfo($"{name}_{part}", false));

    private FrameColumn[] Split(FrameColumn column, Frame rows)
    {
        double[][] known = map.Of(column.Texts!);
        bool[]? doubtful = tell[Array.IndexOf(names, column.Info.Name)] ? null : doubts.Of(column.Texts!);
        FrameColumn[] result = [.. Outputs(column.Info.Name).Select(info => new FrameColumn(info, rows.NewValues(), null))];
        for (int row = 0; row < rows.Rows; row++)
        {
            double number = column.Values[row];
            bool isDoubtful = doubtful is not null && !double.IsNaN(number) && doubtful[(int)number];
            double[]? values = double.IsNaN(number) ? null : isDoubtful ? [] : known[(int)number];
            if (values is [] && column.Text(row) is string text)
            {
                UnknownValue met = new(column.Info.Name, $"'{Excerpt.Of(text)}'", isDoubtful ? UnknownKind.DoubtfulDate : UnknownKind.NoDate);
                rows.Unknown[met] = rows.Unknown.GetValueOrDefault(met) + 1;
            }

            for (int part = 0; part < parts.Length; part++)
            {
                result[part].Values[row] = values is { Length: > 0 } ? values[part] : double.NaN;
            }
        }

        return result;
    }

    private double[] Parts(string text) => Date(text) is DateTime date ? Array.ConvertAll(parts, part => All[part](date)) : [];

    // Dates are taken as written, whatever their time zone.
    private DateTime? Date(string text)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        DateTimeStyles styles = DateTimeStyles.AllowWhiteSpaces;
        if (format is not null && DateTime.TryParseExact(text, format, culture, styles, out DateTime exact))
        {
            return DateTime.SpecifyKind(exact, DateTimeKind.Utc);
        }

        string[] iso = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm"];
        if (DateTime.TryParseExact(text, iso, culture, styles, out DateTime plain))
        {
            return DateTime.SpecifyKind(plain, DateTimeKind.Utc);
        }

        return format is null && DateTimeOffset.TryParse(text, culture, styles | DateTimeStyles.AssumeUniversal, out DateTimeOffset other)
            && (text.AsSpan().IndexOfAny('-', '/', ':') >= 0 || DateText.NamesMonth(text, withYear: true))
                ? DateTime.SpecifyKind(other.DateTime, DateTimeKind.Utc)
                : null;
    }
}
