using System.Text;
using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>Texts among the numbers of a column: what they may be, and the ways out, those that keep what the texts say before those that
/// do not.</summary>
/// <param name="texts">The different ones.</param>
/// <param name="rules">How the table writes numbers and gaps.</param>
/// <param name="column">The column's name.</param>
internal sealed partial class StrayTexts(string[] texts, TableRules rules, string column)
{
    private const string NumberAlone = "-replace '^[^\\d+.,-]+(?=[+.,-]?\\d)|(?<=\\d)\\s*(\\[\\d+\\]|[^\\d]+)$'";

    private static readonly HashSet<string> Gaps = new(
        ("unknown unk missing error err tbd tba n.b. k.a. n.v. nil void empty none see note noted oops unbekannt fehlt leer keine kein entf\u00e4llt inconnu desconocido ignoto na. n/d nd n.a. "
        + "not available applicable known measured recorded reported found div/0! ref! value! name? num! null! n/a! undefined undef invalid bad offline fault nodata").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether -Encode takes the column.</summary>
    public required bool MayBeNames { get; init; }

    /// <summary>How the texts may be read as numbers; empty where they cannot.</summary>
    public required string Proposal { get; init; }

    /// <summary>Whether more than one row has such a text.</summary>
    public required bool AreMany { get; init; }

    /// <summary>What to type, with the mark before it.</summary>
    /// <param name="areFew">Whether there are fewer of them than numbers.</param>
    public string WaysOut(bool areFew)
    {
        var ways = new List<string>();
        string? number = Array.Find(texts, text => IsNumberWithMore(text, rules.Format));
        bool areGaps = number is null && Proposal.Length == 0 && Array.TrueForAll(texts, MayBeGap);
        string names = $"{rules.Proposals.Encode(column)} takes all of it as names, each a category";
        string gaps = rules.Proposals.Gaps(texts, out bool isWhole) + (isWhole
            ? $" makes gaps of {(texts.Length == 1 ? "that text" : "the texts")}{(areGaps ? string.Empty : " and loses what " + (texts.Length == 1 ? "it says" : "they say"))}"
            : " and so on: the texts of gaps");
        ways.AddRange(MayBeNames && !(areGaps && areFew) ? [names] : []);
        if (number is not null && Proposal.Length == 0)
        {
            ways.Add(Alone(texts, rules.Format, rules.Proposals, column));
        }

        ways.Add(gaps);
        ways.AddRange(MayBeNames && areGaps && areFew ? [names] : []);
        ways.AddRange(rules.Proposals.Features > 1 ? [$"{rules.Proposals.Exclude(column)} leaves the column out"] : []);
        return Proposal.Length > 0 ? $".{Proposal} Else {string.Join("; ", ways)}." : $": {string.Join("; ", ways)}.";
    }

    /// <summary>What to type where they stand among the numbers of a label.</summary>
    /// <param name="texts">The different ones.</param>
    /// <param name="format">How the table writes numbers.</param>
    /// <param name="proposals">Of the table.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="proposal">How the texts may be read as numbers; empty where they cannot.</param>
    public static string OfLabel(string[] texts, NumberFormat format, TableProposals proposals, string column, string proposal)
    {
        string alone = proposal.Length == 0 && Array.Exists(texts, text => IsNumberWithMore(text, format)) ? $"{Alone(texts, format, proposals, column)}; " : string.Empty;
        string gaps = proposals.Gaps(texts, out bool isWhole);
        return $"{(proposal.Length > 0 ? proposal.TrimStart() + " Else " : string.Empty)}-Task Classification makes classes of all; {alone}{gaps}"
            + $"{(isWhole ? string.Empty : " and so on, the texts of gaps, with")} -MissingValue DropUnlabelled leaves such rows out.";
    }

    /// <summary>Whether the number alone of a text is one as the table writes them: 5+, 17a, C4.</summary>
    public static bool IsNumberWithMore(string text, NumberFormat format) => OneNumber().Match(text) is { Success: true } match
        && format.TryParse(Encoding.UTF8.GetBytes(match.Groups["number"].Value), out _);

    private static string Alone(string[] texts, NumberFormat format, TableProposals proposals, string column) =>
        proposals.Change(column, NumberAlone) + " leaves the numbers alone" + (Array.Exists(texts, Footnote().IsMatch) ? ", without the marks of footnotes" : string.Empty);

    [GeneratedRegex(@"\d\s*\[\d+\]$")]
    private static partial Regex Footnote();

    // Signs alone, and words for what is not there.
    private static bool MayBeGap(string text) => !text.Any(char.IsLetterOrDigit)
        || text.Split([' ', '(', ')', '#'], StringSplitOptions.RemoveEmptyEntries) is var words && Array.Exists(words, word => Gaps.Contains(word.TrimEnd('.', ',', ':')) || Gaps.Contains(word));

    [GeneratedRegex(@"^[^\d+.,-]{0,4}(?<number>[+-]?\d[\d.,]*|[+-]?[.,]\d+)(\s*\[\d{1,3}\]|[^\d]{0,4})$")]
    private static partial Regex OneNumber();
}
