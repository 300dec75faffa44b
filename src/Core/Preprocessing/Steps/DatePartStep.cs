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
    private const int StraysInMessage = 3;
    private const int FewestRows = 20;

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

        (bool Tell, (string Part, double Value)[] Constant)[] learnt = training.Learn(chosen, column => (CheckDates(column), Constant(column)));
        tell = Array.ConvertAll(learnt, column => column.Tell);
        string[] constant = [.. learnt.SelectMany((column, i) => column.Constant.Select(part => FormattableString.Invariant($"'{Excerpt.Of(names[i])}_{part.Part}' is {part.Value}")))];
        if (constant.Length > 0)
        {
            string[] rest = [.. parts.Except(learnt.SelectMany(column => column.Constant).Select(part => part.Part))];
            string it = constant.Length == 1 ? "it" : "them";
            Notes.Add($"{Subject}: {string.Join(", ", constant)} in all training rows, so nothing can be learnt of {it}, and later rows with another value lie "
                + $"far outside what a model knows{(rest.Length == 0 ? string.Empty : $": -Part {string.Join(", ", rest)} leaves {it} out")}.");
        }
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
                    + (format is null ? "such as 2026-11-29 or 11/29/2026 14:30" : $"of the format {format}") + WayOut(column));
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

    // The parts that never change, as the year of dates of 1912; of few rows that may be chance.
    private (string Part, double Value)[] Constant(FrameColumn column)
    {
        double[][] dates = column.Values.Length < FewestRows ? []
            : [.. Enumerable.Range(0, column.Values.Length).Select(column.Text).OfType<string>().Distinct(StringComparer.Ordinal).Select(Parts)];
        return dates.Length < 2 ? [] : [.. Enumerable.Range(0, parts.Length).Where(part => Array.TrueForAll(dates, date => date[part] == dates[0][part]))
            .Select(part => (parts[part], dates[0][part]))];
    }

    // The format that reads all texts of the column, or all but a few.
    private string WayOut(FrameColumn column)
    {
        string[] texts = [.. Enumerable.Range(0, column.Values.Length).Select(column.Text).OfType<string>().Distinct(StringComparer.Ordinal)];
        string[] strays = DateText.Strays(texts) ?? [];
        string[] dates = [.. texts.Except(strays, StringComparer.Ordinal)];
        return DateText.FormatOfStep(dates, out _) is not { } option ? format is null ? "; -Format says how they are written." : "."
            : strays.Length == 0 ? $":{(option.Length > 0 ? option + " reads" : " without -Format the step reads")} all texts of the column."
            : $", and the others are, which the step reads{(option.Length > 0 ? $" with{option}" : string.Empty)}: Import-Dataset -MissingMarker "
                + $"{string.Join(", ", strays.Take(StraysInMessage).Select(text => Typed.Of(Excerpt.Of(text))))}{(strays.Length > StraysInMessage ? ", ..." : string.Empty)} makes a gap of such texts.";
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
        if (format is null)
        {
            return DateText.Read(text);
        }

        return DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out DateTime exact)
            ? DateTime.SpecifyKind(exact, DateTimeKind.Utc)
            : DateText.ReadIso(text);
    }
}
