using System.Globalization;
using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>Amounts whose thousands and millions are letters or words beside a currency or beside numbers without them: $1.2M and $950, 3.4k and 950.
/// What takes the letters away would mix their scales.</summary>
internal static partial class Magnitude
{
    private const double Mostly = 0.8; // a share of the texts
    private const int ShortestWord = 4; // that is counted: 1.2K views

    // Of letters alone m may be a metre and b a bit: only a currency, or a k beside them, makes a million and a billion of them.
    private static readonly Dictionary<string, double> Factors = Of(
        1e3, "k mil tsd tsd. thousand thousands tys tys. \u0442\u044b\u0441 \u0442\u044b\u0441. \u5343 \ucc9c", 1e4, "\u4e07 \u842c \ub9cc", 1e5, "lakh lakhs lac lacs",
        1e6, "m mi mm mn mn. mln mln. mio mio. million millions millionen millones milioni \u043c\u043b\u043d \u043c\u043b\u043d.", 1e7, "cr cr. crore crores",
        1e8, "\u4ebf \u5104 \uc5b5", 1e9, "b bi bn bn. billion billions mrd mrd. mld mld. milliard milliarden milliards miliardi \u043c\u043b\u0440\u0434 \u043c\u043b\u0440\u0434.", 1e12, "tn trn trillion trillions");

    /// <summary>The sentences for a column of them, with a blank before; null where its texts are something else, or all on one scale without a currency.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="texts">Its different texts, those that are plain numbers among them or not.</param>
    /// <param name="hasNumbers">Whether plain numbers stand beside them.</param>
    /// <param name="format">How the table writes numbers.</param>
    /// <param name="proposals">Of the table.</param>
    public static string? WayOut(string column, IReadOnlyList<string> texts, bool hasNumbers, NumberFormat format, TableProposals proposals)
    {
        Match[] found = [.. texts.Select(text => Amount().Match(text.Trim())).Where(match => match.Success && IsAmount(match))];
        Match[] large = [.. found.Where(match => match.Groups["by"].Length > 0)];
        string[] words = [.. large.Select(match => match.Groups["by"].Value).Distinct(StringComparer.OrdinalIgnoreCase)];
        bool hasMoney = large.Any(match => match.Groups["before"].Length > 0 || match.Groups["after"].Length > 0);
        bool areOnScales = large.Length < found.Length || hasNumbers || (hasMoney && words.Length > 1) || large.Any(match => match.Groups["before"].Length > 0);
        bool mayBeOther = !hasMoney && !words.Any(word => char.ToLowerInvariant(word[0]) == 'k' || (word.Length > 2 && word != "mil") || !char.IsAscii(word[0]) || word == "M");
        if (large.Length == 0 || !areOnScales || mayBeOther || found.Length < Mostly * texts.Count || !IsOneCurrency(found))
        {
            return null;
        }

        if (new NumberProposal(format, proposals, column).Reading(found.Select(match => match.Groups["number"].Value)) is not { } reading)
        {
            return " If their commas are decimal marks: -Decimal ','; if they part thousands: -Thousands ','; with either, what writes them out is told.";
        }

        string cell = "$_." + Typed.Of(column), list = string.Join('|', words.OrderByDescending(word => word.Length).Select(Regex.Escape));
        string number = $"\"$($Matches[1])$($Matches[2])\"{(found.Any(match => match.Value[0] == '(') ? " -replace '\\(', '-'" : string.Empty)} -replace '[^\\d{reading.Mark}-]'{(reading.Mark == ',' ? " -replace ',', '.'" : string.Empty)}";
        string entries = string.Join("; ", words.Select(word => string.Create(CultureInfo.InvariantCulture, $"{Typed.Of(word)} = {Factors[word.ToLowerInvariant()]:R}")));
        string command = $"ForEach-Object {{ if ({cell} -match '^(\\D*)(\\d[\\d.,'' \\u00a0\\u2019]*?)\\s*({list})?(?![a-z]*\\d)\\D*$') {{ {cell} = [double]({number}) * $(if ($Matches[3]) {{ @{{ {entries} }}[$Matches[3]] }} else {{ 1 }}) }}; $_ }}";
        return $" {proposals.Rows(command)} writes them out.";
    }

    /// <summary>Whether a text is an amount whose thousands or millions are a letter or a word, beside a currency or not.</summary>
    public static bool IsOne(string text) => Amount().Match(text.Trim()) is { Success: true } match && match.Groups["by"].Length > 0 && IsAmount(match);

    private static bool IsAmount(Match match)
    {
        string before = match.Groups["before"].Value.Trim(), after = match.Groups["after"].Value.Trim();
        return (before.Length == 0 || UnitScale.IsMoney(before)) && (after.Length == 0 || UnitScale.IsMoney(after) || after.Length >= ShortestWord) && (before.Length == 0 || after.Length == 0);
    }

    private static bool IsOneCurrency(Match[] found) => found.Select(match => match.Groups["before"].Value.Trim() + match.Groups["after"].Value.Trim())
        .Where(money => money.Length > 0).Distinct(StringComparer.Ordinal).Count() <= 1;

    private static Dictionary<string, double> Of(params object[] list)
    {
        var factors = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < list.Length; i += 2)
        {
            foreach (string word in ((string)list[i + 1]).Split(' '))
            {
                factors.Add(word, (double)list[i]);
            }
        }

        return factors;
    }

    [GeneratedRegex(
        @"^\(?[+\-\u2212]?\s*(?<before>[\p{L}.]{0,3}\p{Sc}|[\p{L}.]{2,4}(?=[\s\d+-]))?\s*[+\-\u2212]?(?<number>\d{1,3}([.,'\u2019 \u00a0\u202f]\d{3})+([.,]\d+)?|\d+([.,]\d+)?)\s*"
        + @"(?<by>MM|mm|mil(?!\p{L})|[mb]i(?!\p{L})|[mM]i?[on]\.?|mln\.?|[mM]illion(s|en)?|[mM]illones|[mM]ilioni|[bB]n\.?|[mM]rd\.?|[mM]ld\.?|[mM]illiard(s|en)?|[mM]iliardi|[bB]illions?|tr?n|[tT]rillions?|[tT]housands?|[tT]sd\.?|tys\.?|[lL]akhs?|[lL]acs?|[cC]r\.?|[cC]rores?"
        + @"|\u0442\u044b\u0441\.?|\u043c\u043b\u043d\.?|\u043c\u043b\u0440\u0434\.?|[\u5343\u4e07\u842c\u4ebf\u5104\ucc9c\ub9cc\uc5b5]|[kKmMbB])?\s*(?<after>\p{L}{0,3}\p{Sc}|\p{L}{2,12}\.?|[\u5143\u5186\uc6d0])?\)?$")]
    private static partial Regex Amount();
}
