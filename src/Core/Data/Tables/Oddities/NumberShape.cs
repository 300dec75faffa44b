using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>Texts that are numbers in one form that is none of the notations: (48.85, 2.35), 12x34, [12.5], 4.5/5. What looks like a quantity in it is told,
/// what may be a name as well is a remark.</summary>
/// <param name="Form">With # for the numbers.</param>
/// <param name="Numbers">How many there are in each.</param>
/// <param name="AreQuantities">Whether they are no names.</param>
internal sealed partial record NumberShape(string Form, int Numbers, bool AreQuantities)
{
    private const int Looked = 64; // texts of a column
    private const double Mostly = 0.8; // a share of them
    private const int FewestTexts = 4;
    private const int MostNumbers = 6; // in a text
    private const string One = @"(?:(?<=^\s*|[(\[;,:/]\s?)[+-])?\d+(?:[.,]\d+)*"; // a hyphen elsewhere is no minus

    /// <summary>The form of most texts of a column; null where there is none.</summary>
    public static NumberShape? Of(IReadOnlyList<string> texts)
    {
        if (texts.Count < FewestTexts)
        {
            return null;
        }

        int step = Math.Max(1, texts.Count / Looked);
        string[] some = [.. texts.Where((_, i) => i % step == 0)];
        IGrouping<string, string>? most = some.Where(text => text.Length <= Looked).GroupBy(FormOf).MaxBy(group => group.Count());
        if (most is null || most.Count() < Mostly * some.Length || most.Key.Count(symbol => symbol == '#') is not (>= 1 and <= MostNumbers) || char.IsLetter(most.Key[0])
            || most.Key.Trim() == "#" || most.Key.Length > 2 * MostNumbers + (3 * most.Key.Count(symbol => symbol == '#')))
        {
            return null;
        }

        bool haveFractions = most.Any(text => Fraction().IsMatch(text)) && !most.Any(text => Version().IsMatch(text));
        return new NumberShape(most.Key, most.Key.Count(symbol => symbol == '#'), haveFractions || Quantities().IsMatch(most.Key));
    }

    /// <summary>What makes columns of the numbers, a sentence with a blank before it.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="texts">Its texts.</param>
    /// <param name="format">How the table writes numbers.</param>
    /// <param name="proposals">Of the table.</param>
    public string Command(string column, IReadOnlyList<string> texts, NumberFormat format, TableProposals proposals)
    {
        string cell = "$_." + Typed.Of(column);
        string further = new NumberProposal(format, proposals, column)
            .Behind(texts.Where(text => FormOf(text) == Form).SelectMany(text => Number().Matches(text)).Select(match => match.Value), out string replace, out string sentence);
        string Part(int part) => $"@{{ n = {Typed.Of($"{column} {part + 1}")}; e = {{ [regex]::Matches({cell}, '{One}')[{part}].Value{replace} }} }}";
        return Numbers == 1 ? $" {proposals.Rows($"ForEach-Object {{ {cell} = [regex]::Match({cell}, '{One}').Value{replace}; $_ }}", further)} leaves the numbers.{sentence}"
            : $" {proposals.Rows($"Select-Object *, {string.Join(", ", Enumerable.Range(0, Numbers).Select(Part))} -ExcludeProperty {Typed.Of(column)}", further)} makes columns of them.{sentence}";
    }

    // One letter alone stands for any: 12.5 p and 13.1 b.
    private static string FormOf(string text) => Letter().Replace(Number().Replace(text.Trim(), "#"), "a");

    [GeneratedRegex(One)]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<!\p{L})(?!x)\p{Ll}(?!\p{L})")]
    private static partial Regex Letter();

    [GeneratedRegex(@"(?<![\d.,])\d+[.,]\d+(?![\d.,]*\d)")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex Version();

    // Sizes, and ranges of amounts.
    [GeneratedRegex(@"^#( ?[xX\u00d7*] ?#)+( ?[a-z]{1,2})?$|^\p{Sc} ?# ?[kKmM]? ?(-|\u2013|to) ?\p{Sc} ?# ?[kKmM]?$|^#[kKmM] ?(-|\u2013|to) ?#[kKmM]$")]
    private static partial Regex Quantities();
}
