using System.Text;

namespace NormTools.Core.Data;

/// <summary>What to type so that texts of a column that look like numbers are read as such.</summary>
/// <param name="format">How the table writes numbers.</param>
/// <param name="proposals">Of the table.</param>
/// <param name="column">The column's name.</param>
internal sealed class NumberProposal(NumberFormat format, TableProposals proposals, string column)
{
    private const int MostLookedAt = 1000; // texts of a column
    private const int FewestGrouped = 3; // that may be thousands

    /// <summary>A sentence, with a blank before it; empty where a text is no number of any kind.</summary>
    /// <param name="text">The text.</param>
    /// <param name="others">Of its column: what is proposed is for all of them that are numbers.</param>
    /// <param name="hasPoints">Whether other numbers of the column have decimal points.</param>
    /// <param name="hasNumbers">Whether numbers stand beside the texts.</param>
    public string Of(string text, IEnumerable<string> others, bool hasPoints = false, bool hasNumbers = false)
    {
        if (OtherWriting.Plain(text) is { } plain)
        {
            return $" It seems to be the number {plain}{(OtherWriting.HasBlankBehindSign(text) ? string.Empty : " in another writing")}: "
                + proposals.Change(column, OtherWriting.Replace(text)) + " puts that right.";
        }

        string[] all = [text, .. others.Where(other => other != text).Take(MostLookedAt)];
        if (Array.Exists(all, Magnitude.IsOne) && Magnitude.WayOut(column, all, hasNumbers, format, proposals) is { } written)
        {
            return $" It seems to hold thousands or millions written as letters or words:{written}";
        }

        if (Joint(all) is not { } found || (found.Format == (format.DecimalMark, format.Groups) && found.Signs == NumberSigns.None))
        {
            return NumberNotation.Of(text) is { } notation && !(hasNumbers && notation.IsMarked(text) && StrayTexts.IsNumberWithMore(text, format)) ? $" It seems to be {notation.Singular}: {notation.WayOut}.{notation.Command(column, all, format, proposals)}" : string.Empty;
        }

        return IsElsewhere(found.Format, hasPoints) ? Points(found, [.. all.Where(other => format.Marks(Encoding.UTF8.GetBytes(other), NumberFormat.AllSigns) is not null)], hasPoints)
            : found.Signs == NumberSigns.None ? Marks(Encoding.UTF8.GetBytes(text), found.Format)
            : $" If it is a number: -NumberSign {found.Signs | format.Signs}{Parameters(found.Format)}.";
    }

    /// <summary>What the call needs so that numbers are read whose signs and units a command takes away.</summary>
    /// <param name="numbers">What is left of the texts.</param>
    /// <param name="replace">What the command needs besides.</param>
    /// <param name="sentence">What is to be said of numbers that may be read in two ways; else empty.</param>
    public string Behind(IEnumerable<string> numbers, out string replace, out string sentence)
    {
        string[] all = [.. numbers.Take(MostLookedAt)];
        replace = sentence = string.Empty;
        if (Joint(all) is not { } found)
        {
            return string.Empty;
        }

        if (found.Format == (format.DecimalMark, format.Groups) && Settled(found.Format, all) == found.Format)
        {
            sentence = found.Format is ('.', null) && proposals.MayPointsPartThousands && all.Count(HasPointOfThousands) >= FewestGrouped && AreAll(all, (',', '.'))
                ? " If its points part thousands: -Decimal ',' -Thousands '.' behind it." : string.Empty;
            return string.Empty;
        }

        if (Settled(found.Format, all) is not { } settled)
        {
            string first = Array.Find(all, number => !format.TryParse(Encoding.UTF8.GetBytes(number), out _)) ?? all[0];
            sentence = Marks(Encoding.UTF8.GetBytes(first), found.Format);
            return string.Empty;
        }

        if (settled != found.Format)
        {
            sentence = settled.Groups == '.' && format.DecimalMark == '.' ? " Its points are taken to part thousands, as other numbers of the file have a decimal comma; where they are decimal marks, leave -Decimal and -Thousands out."
                : settled.Groups == ',' ? " Its commas are taken to part thousands, as other numbers of the file have a decimal point; where they are decimal marks, it takes -replace ',', '.' in place of -Thousands."
                : " Its points are taken to part thousands, as -Decimal says a comma.";
        }

        if (IsElsewhere(settled, hasPoints: false))
        {
            replace = " " + Replace(settled);
            return string.Empty;
        }

        return Parameters(settled);
    }

    /// <summary>How numbers are written, of which a command makes those of PowerShell; null where they may be read in two ways, or not all in one.</summary>
    /// <param name="numbers">Without what is around them.</param>
    public (char Mark, char? Groups)? Reading(IEnumerable<string> numbers)
    {
        string[] all = [.. numbers.Take(MostLookedAt)];
        if (AreAll(all, (format.DecimalMark, format.Groups)))
        {
            return Settled((format.DecimalMark, format.Groups), all);
        }

        return Joint(all) is { } found && AreAll(all, found.Format) ? Settled(found.Format, all) : null;
    }

    private static bool AreAll(string[] numbers, (char Mark, char? Groups) marks) =>
        Array.TrueForAll(numbers, number => new NumberFormat(marks.Mark, marks.Groups).TryParse(Encoding.UTF8.GetBytes(number), out _));

    // A mark before exactly three digits parts thousands where the other mark is known to be that of decimals; null where nothing tells it.
    private (char Mark, char? Groups)? Settled((char Mark, char? Groups) found, string[] numbers) =>
        found is (',', null) && Array.TrueForAll(numbers, IsAmbiguous) ? (proposals.HasDecimalPoints || proposals.Evidence is (true, false) ? ('.', ',') : null)
        : found is ('.', null) && format.DecimalMark == ',' && AreAll(numbers, (',', '.')) ? (',', '.')
        : found is ('.', null) && format.IsPlain && proposals.Evidence is (false, true) && Array.Exists(numbers, HasPointOfThousands) && AreAll(numbers, (',', '.')) ? (',', '.')
        : found;

    private static bool HasPointOfThousands(string number) => number.Contains('.');

    // 1,500 beside whole numbers may be 1.5 or 1500.
    private static bool IsAmbiguous(string number) => !number.Contains(',') || (!number.Contains('.') && new NumberFormat('.', ',', NumberFormat.AllSigns).TryParse(Encoding.UTF8.GetBytes(number), out _));

    // The first usual way in which all of some texts that are numbers in any way are numbers, or else that of the first one.
    private ((char Mark, char? Groups) Format, NumberSigns Signs)? Joint(string[] texts)
    {
        byte[][] numbers = [.. texts.Select(Encoding.UTF8.GetBytes).Where((bytes, i) => i == 0 || format.Marks(bytes, NumberFormat.AllSigns) is not null)];
        if (numbers.Length == 0 || format.Marks(numbers[0], NumberFormat.AllSigns) is not { } alone)
        {
            return null;
        }

        NumberSigns[] signs = Array.ConvertAll(numbers, Signs);
        NumberSigns together = signs.Aggregate((all, sign) => all | sign);
        (char Mark, char? Groups)[] fitting =
        [
            .. format.Usual(signs[0] == NumberSigns.None ? NumberSigns.None : NumberFormat.AllSigns)
                .Where(marks => Array.TrueForAll(numbers, number => new NumberFormat(marks.Mark, marks.Groups, NumberFormat.AllSigns).TryParse(number, out _))),
        ];
        return fitting.Length > 0 ? (fitting[0], together)
            : (signs[0] == NumberSigns.None ? format.Marks(numbers[0], NumberSigns.None) ?? alone : alone, signs[0]);
    }

    // The signs beside a number.
    private NumberSigns Signs(byte[] text)
    {
        if (format.Marks(text, NumberSigns.None) is not null)
        {
            return NumberSigns.None;
        }

        SignedNumber.Strip(text, NumberFormat.AllSigns, out bool isNegative, out NumberMarks marks);
        return (marks.IsPercent ? NumberSigns.Percent : 0)
            | (SignedNumber.HasCurrency(text) ? NumberSigns.Currency : 0)
            | (isNegative && SignedNumber.IsAccounting(text) ? NumberSigns.Accounting : 0);
    }

    // Whether numbers elsewhere are written otherwise, and a parameter of the call would change what they are.
    private bool IsElsewhere((char Mark, char? Groups) marks, bool hasPoints) =>
        format is { DecimalMark: '.', Groups: null } && marks.Mark == ',' && (hasPoints || proposals.HasDecimalPoints);

    private string Points(((char Mark, char? Groups) Format, NumberSigns Signs) found, string[] texts, bool hasPoints)
    {
        bool areGroups = hasPoints && Array.TrueForAll(texts, text => !text.Contains(','));
        string further = found.Signs == NumberSigns.None ? string.Empty : $" -NumberSign {found.Signs | format.Signs}";
        string command = proposals.Change(column, areGroups ? "-replace '\\.(?=.*\\.)|(?<=\\..*)\\.'" : Replace(found.Format), further);
        return areGroups ? $" Of its numbers some have points between thousands, and others decimal points: {command} takes the former away."
            : hasPoints && Array.TrueForAll(texts, IsAmbiguous) ? $" Of its numbers some have a decimal point, and others a comma before three digits: if it parts thousands, -Thousands ','; if it is a decimal mark, {command} makes them alike."
            : hasPoints ? $" Of its numbers some have a decimal comma and some a point: {command} makes them alike."
            : found.Format.Groups is null ? $" If its comma is a decimal mark, other numbers of the file have a point: {command} makes them alike."
                + (Array.TrueForAll(texts, IsAmbiguous) && texts.Any(text => text.Contains(',')) ? " If it parts thousands: -Thousands ','." : string.Empty)
            : $" Other numbers of the file have a decimal point: {command} makes them alike.";
    }

    // What writes a number with a decimal comma as programs do.
    private static string Replace((char Mark, char? Groups) marks) => (marks.Groups switch
    {
        null => string.Empty,
        ' ' => "-replace '[ \\u00a0\\u202f\\u2009]' ",
        '\'' => "-replace '[''\\u2019\\u2018]' ",
        char groups => $"-replace '[{groups}]' ",
    }) + "-replace ',', '.'";

    private string Marks(byte[] text, (char Mark, char? Groups) found) => found switch
    {
        ('.', null) => format.DecimalMark == ',' && format.Groups is null && new NumberFormat(',', '.').TryParse(text, out _) ? " If its point parts thousands: -Thousands '.'."
            : format.DecimalMark == ',' ? $" It has a decimal point, and -Decimal says a comma: {proposals.Change(column, "-replace '\\.', ','")} puts that right."
            : " Numbers are read as -Decimal and -Thousands say.",
        (',', null) when new NumberFormat('.', ',').TryParse(text, out _) =>
            " If its comma is a decimal mark: -Decimal ','; if it parts thousands: -Thousands ','.",
        (',', null) => " If its comma is a decimal mark: -Decimal ','" + (format.Groups is null ? "." : " in place of -Thousands."),
        ('.', ',') when format.DecimalMark == '.' => " If its commas part thousands: -Thousands ','.",
        ('.', ',') => " If its commas part thousands and its point is the decimal mark: -Decimal '.' -Thousands ','.",
        (',', '.') when format.DecimalMark == ',' => " If its dots part thousands: -Thousands '.'.",
        (',', '.') => " If its comma is a decimal mark and its dots part thousands: -Decimal ',' -Thousands '.'.",
        _ => $" If it is a number:{Parameters(found)}.",
    };

    private string Parameters((char Mark, char? Groups) marks) => marks == (format.DecimalMark, format.Groups) ? string.Empty
        : (marks.Mark == format.DecimalMark ? string.Empty : $" -Decimal '{marks.Mark}'")
        + (marks.Groups is char groups ? $" -Thousands {(groups == '\'' ? "\"'\"" : $"'{groups}'")}" : string.Empty);
}
