using System.Globalization;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Describes the columns of a table that has been read, and points out what looks odd.</summary>
internal sealed unsafe partial class ColumnRemarks
{
    public const int FewestRows = 20; // with fewer a pattern may well be chance
    private const int NamesInNote = 5;
    private const double LeastStep = 1e-6; // of the range: less is no loss

    private static readonly string[] IdentifierNames =
        ["id", "ids", "uuid", "guid", "key", "index", "idx", "nr", "no", "number", "row", "rownames", "unnamed: 0", "column1", "#"];

    private readonly long rows;
    private readonly Func<long, string> lineOf;
    private readonly bool isAlone;
    private readonly TellingColumn? telling;
    private readonly Dictionary<string, List<string>> warned = [];
    private readonly List<string> looked = []; // the remarks on the column that is looked at

    /// <param name="rows">The number of rows in the table.</param>
    /// <param name="features">How many feature columns there are: one alone is the user's choice.</param>
    /// <param name="telling">Compares features with the target; null where there is none, or several.</param>
    /// <param name="lineOf">Writes the line of a place.</param>
    public ColumnRemarks(long rows, int features, TellingColumn? telling, Func<long, string> lineOf)
    {
        this.lineOf = lineOf;
        this.rows = rows;
        isAlone = features == 1;
        this.telling = telling;
    }

    /// <summary>What notes propose to type.</summary>
    public required TableProposals Proposals { get; init; }

    /// <summary>How the table's numbers are written.</summary>
    public required NumberFormat Format { get; init; }

    /// <summary>Whether other numbers have a decimal comma, so that points may part thousands.</summary>
    public bool HasDecimalCommas { get; init; }

    /// <summary>Whether semicolons part the columns, as they do where commas are decimal marks, and nobody said what a point is.</summary>
    public bool HasSemicolons { get; init; }

    /// <summary>What points are in the first lines; null where the caller said it.</summary>
    public PointUse? Points { get; init; }

    /// <summary>Whether gaps of columns of numbers are written so.</summary>
    public required Func<string, bool> IsMarkerOfNumbers { get; init; }

    /// <summary>Whether some gaps of the table are fields with nothing in them.</summary>
    public bool HasEmptyGaps { get; init; }

    /// <summary>The notes for the user, one sentence for each kind of oddity.</summary>
    public IEnumerable<string> Notes => warned.Select(note =>
    {
        string names = string.Join(", ", note.Value.Take(NamesInNote).Select(name => $"'{Excerpt.Of(name)}'"))
            + (note.Value.Count > NamesInNote ? $" and {note.Value.Count - NamesInNote} more" : string.Empty);
        return string.Format(
            CultureInfo.InvariantCulture, note.Key, note.Value.Count == 1 ? $"Column {names}" : $"Each of the columns {names}", string.Join(", ", note.Value.Take(NamesInNote).Select(Typed.Of)));
    });

    /// <summary>Looks at a feature column.</summary>
    /// <param name="feature">Receives the remarks.</param>
    /// <param name="column">Its first value.</param>
    /// <param name="width">The distance from one row to the next, in values.</param>
    public void Look(FeatureColumn feature, float* column, int width)
    {
        Cancellation.ThrowIfRequested(); // each may be short, and there may be many
        looked.Clear();
        List<string> remarks = looked;
        ColumnProfile profile = feature.Profile;
        if (feature.Missing == rows)
        {
            Warn(remarks, feature, "no value", "{0} has no value at all; -ExcludeProperty leaves it out.");
        }
        else if (feature.IsText)
        {
            Text(feature, column, width, remarks);
        }
        else
        {
            Numbers(feature, profile, remarks);
            Thousands(feature.Name, column, width, profile, remarks);
            Months(feature.Name, column, width, profile, remarks);
            Strange(feature.Name, Sentinel.Find(column, rows, width, profile), feature.Signs, remarks);
        }

        if (rows >= FewestRows && (feature.IsText ? feature.Names.Length : profile.Distinct) == 1)
        {
            remarks.Add("constant");
        }

        if (!isAlone && !feature.HoldsWords && telling?.Tells(column, width, feature.IsText) == true)
        {
            Warn(remarks, feature, "tells the target", "{0} alone tells the target: was it known before the target "
                + "was? If not, -ExcludeProperty leaves it out.");
        }

        feature.Remarks = [.. remarks];
    }

    /// <summary>Describes a label.</summary>
    /// <param name="label">The column.</param>
    /// <param name="classNames">Its classes; empty for quantities.</param>
    /// <param name="classRows">The rows of each.</param>
    /// <param name="values">The first quantity.</param>
    /// <param name="width">The distance from one row to the next, in values.</param>
    public ColumnDescription Label(LabelColumn label, string[] classNames, long[] classRows, float* values, int width)
    {
        var remarks = new List<string>();
        bool isClass = classNames.Length > 0;
        ColumnProfile profile = label.Profile;
        if (isClass)
        {
            string[] rare = [.. classNames.Where((_, i) => classRows[i] == 1)];
            if (rows >= FewestRows && rare.Length > 0)
            {
                remarks.Add($"{Plural.Of(rare.Length, "class", "classes")} of one row ('{Excerpt.Of(rare[0])}')");
            }

            if (SpelledAlike(classNames) is var (first, second))
            {
                string both = $"'{Excerpt.Of(first)}' and '{Excerpt.Of(second)}'";
                Warn(remarks, label.Name, $"{both} differ in spelling only", $"{{0}} has the classes {both.Replace("{", "{{").Replace("}", "}}")}, "
                    + "which differ in spelling only: they are two classes, unless the table is corrected first.");
            }

            Classes(label, classNames, remarks);
        }
        else
        {
            Lost(profile, label.Name, remarks, label.LongNumbers);
            Thousands(label.Name, values, width, profile, remarks);
            Months(label.Name, values, width, profile, remarks);
            Strange(label.Name, Sentinel.Find(values, rows, width, profile), label.Signs, remarks);
            if (profile.IsWhole && !label.WasAskedFor && profile.Distinct > 1)
            {
                remarks.Add("whole numbers; -Task Classification makes classes");
            }
        }

        return new ColumnDescription
        {
            Name = label.Name,
            Kind = isClass ? ColumnKind.Class : ColumnKind.Quantity,
            Distinct = isClass ? classNames.Length : profile.Distinct,
            IsEstimate = !isClass && profile.IsEstimate,
            Minimum = isClass ? null : profile.Minimum,
            Maximum = isClass ? null : profile.Maximum,
            IsPercent = !isClass && label.Signs?.IsPercent == true,
            Currency = isClass ? string.Empty : label.Signs?.Currency ?? string.Empty,
            Remarks = [.. remarks],
        };
    }

    private void Numbers(FeatureColumn feature, ColumnProfile profile, List<string> remarks)
    {
        bool areDates = rows >= FewestRows && !isAlone && DateText.AreDates(profile, feature.Name);
        Lost(profile, feature.Name, remarks, feature.LongNumbers, areDates);
        if (feature.HasCodes)
        {
            Warn(remarks, feature, "zeros before the digits", "{0} has numbers with zeros before them, as codes have: "
                + "-Encode with its name keeps them as they are written.");
            return;
        }

        if (feature.HasPowers)
        {
            Warn(remarks, feature, "powers of ten, or names?", Escaped($"{{0}} has numbers written as digits around an E, which are read as powers of ten (1E2 is 100): if they are names, as of rooms, {Proposals.Encode(feature.Name)} "
                + "keeps them as they are written.").Replace("{{0}}", "{0}", StringComparison.Ordinal));
        }

        if (DateText.AreSerials(profile, feature.Name))
        {
            Warn(remarks, feature, "dates as Excel counts them", "{0} seems to hold dates as Excel counts days: [datetime]::FromOADate(n) is the date "
                + "of one. Rows to come lie beyond all of them. -ExcludeProperty leaves it out.");
            return;
        }

        if (rows < FewestRows || isAlone)
        {
            return;
        }

        bool allDiffer = profile.Distinct >= (profile.IsEstimate ? 0.9 * rows : rows);
        if (areDates)
        {
            Warn(remarks, feature, "dates", "{0} seems to hold dates as numbers: what lies between two of them is no "
                + "quantity, and rows to come lie beyond all of them. -ExcludeProperty leaves it out.");
        }
        else if (profile.IsWhole && allDiffer && feature.Missing == 0
            && (profile.Maximum - profile.Minimum == rows - 1 || IsIdentifierName(feature.Name)))
        {
            Warn(remarks, feature, "identifier", "{0} seems to number the rows: a network can memorise it but learns "
                + "nothing from it. -ExcludeProperty leaves it out.");
        }
    }

    private void Lost(ColumnProfile profile, string name, List<string> remarks, LongNumbers? longNumbers, bool areDates = false)
    {
        if (profile.Vanished is double small)
        {
            string cell = $"$_.{Typed.Of(name)}", number = Format.DecimalMark == ',' ? $"({cell} -replace ',', '.')" : cell;
            string logarithm = Proposals.Rows($"ForEach-Object {{ if ({cell} -match '\\d') {{ {cell} = [math]::Log10({number}) }}; $_ }}");
            Warn(remarks, name, "too small for Float32", FormattableString.Invariant($"{{0}} has numbers below 1.2E-38, of which Float32 makes 0 or keeps few digits ({small:R} becomes {(double)(float)small:R})")
                + $": {Escaped(logarithm)} takes logarithms, where all are above 0; -ExcludeProperty leaves it out.");
            return;
        }

        if (longNumbers?.Merged is var (first, second))
        {
            Warn(remarks, name, "a double merges values", $"{{0}} has whole numbers of which not even a double holds all digits ('{Excerpt.Of(first)}' and '{Excerpt.Of(second)}' become one), "
                + "as identifiers have: as a feature -Encode with its name keeps them as they are written, as a label -Task Classification. -ExcludeProperty leaves it out.");
        }
        else if (profile.LosesValues)
        {
            string example = profile.Lost is var (one, other)
                ? FormattableString.Invariant($" ({one:R} and {other:R} become one)").Replace("{", "{{").Replace("}", "}}")
                : string.Empty;
            Warn(remarks, name, "Float32 merges values", "{0} has values that Float32 cannot tell apart" + example
                + ": it holds 7 digits. Subtract a constant from the column first, such as its smallest value.");
        }
        else if (!areDates && profile.IsWhole && profile.Maximum > profile.Minimum && profile.Rounded is double rounded)
        {
            if (MathF.BitIncrement((float)rounded) - (float)rounded > LeastStep * (profile.Maximum - profile.Minimum))
            {
                Warn(remarks, name, "Float32 rounds values", "{0} has whole numbers that Float32 rounds" + FormattableString.Invariant($" ({rounded:R} becomes {(double)(float)rounded:R})")
                    + ": it holds 7 digits. Subtract a constant from the column first, such as its smallest value.");
            }
            else
            {
                remarks.Add("Float32 rounds values");
            }
        }
    }

    private static bool IsIdentifierName(string name)
    {
        string plain = name.Trim().ToLowerInvariant();
        return IdentifierNames.Contains(plain) || plain.EndsWith("_id", StringComparison.Ordinal)
            || plain.EndsWith(" id", StringComparison.Ordinal) || name.EndsWith("Id", StringComparison.Ordinal)
            || name.EndsWith("ID", StringComparison.Ordinal);
    }

    private void Warn(List<string> remarks, FeatureColumn feature, string remark, string note) =>
        Warn(remarks, feature.Name, remark, note);

    private void Warn(List<string> remarks, string name, string remark, string note)
    {
        remarks.Add(remark);
        if (!warned.TryGetValue(note, out List<string>? names))
        {
            warned.Add(note, names = []);
        }

        names.Add(name);
    }
}
