using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>Texts that head a row of totals or means, or are a note below a table.</summary>
internal static partial class FooterText
{
    private static readonly HashSet<string> Totals = new(
        ("total totals totales totale totaal totalt sum sums summe summen gesamt gesamtsumme gesamtergebnis insgesamt somme suma soma somma "
        + "mean means average averages avg mittelwert durchschnitt \u00f8 moyenne media m\u00e9dia promedio gemiddelde median mediana "
        + "\u015brednia \u0142\u0105cznie razem og\u00f3\u0142em celkem pr\u016fm\u011br spolu priemer \u00f6sszesen \u00e1tlag toplam ortalama yhteens\u00e4 keskiarvo "
        + "genomsnitt medelv\u00e4rde gjennomsnitt gennemsnit summa promedios medie gemiddeld kokku zbroj ukupno prosjek \u03c3\u03cd\u03bd\u03bf\u03bb\u03bf \u0440\u0430\u0437\u043e\u043c \u0432\u0441\u044c\u043e\u0433\u043e "
        + "std stdev stddev sd standardabweichung \u03a3 \u2211 \u0438\u0442\u043e\u0433\u043e \u0432\u0441\u0435\u0433\u043e \u0441\u0443\u043c\u043c\u0430 \u0441\u0440\u0435\u0434\u043d\u0435\u0435 "
        + "\ud569\uacc4 \ucd1d\uacc4 \ucd1d\ud569 \uacc4 \ud3c9\uade0 \u5408\u8a08 \u8a08 \u5e73\u5747 \u603b\u8ba1 \u7e3d\u8a08 \u5408\u8ba1").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Subtotals = new(
        "subtotal subtotals sub-total sub_total zwischensumme teilsumme teilergebnis sous-total subtotale tussentotaal \uc18c\uacc4 \u5c0f\u8a08 \u5c0f\u8ba1".Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Notes = new(
        ("source sources quelle quellen fuente fuentes fonte fonti bron note notes nota notas anmerkung anmerkungen hinweis footnote footnotes "
        + "fu\u00dfnote remark remarks stand copyright \ucd9c\ucc98 \uc8fc \ube44\uace0 \u51fa\u5178 \u6ce8 \u6765\u6e90").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it heads a row of subtotals.</summary>
    public static bool IsSubtotal(string text) => Subtotals.Contains(text.TrimEnd(':', '.', ' ')) || Subtotals.Contains(FirstWord(text));

    /// <summary>Whether it is the heading of a row of totals or means, and nothing else.</summary>
    public static bool IsTotal(string text)
    {
        string plain = text.Trim().TrimEnd(':', '.', ' ').Trim();
        return Totals.Contains(plain) || IsSubtotal(text) || plain.Equals("grand total", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether it may as well be a name: Total Recall.</summary>
    public static bool MayBeTotal(string text) => IsTotal(text) || Totals.Contains(FirstWord(text)) || Totals.Contains(LastWord(text));

    /// <summary>Whether it says where a table comes from, or something about it.</summary>
    public static bool IsNote(string text) => Count().IsMatch(text) || text.StartsWith('*') || text.StartsWith('\u2020') || text.StartsWith('\u00a9')
        || (Notes.Contains(FirstWord(text)) && text.Contains(':')) || Notes.Contains(text.Trim());

    private static string FirstWord(string text) => text.Trim().Split([' ', ':', '\u00a0'], 2)[0];

    private static string LastWord(string text) => text.Trim().TrimEnd(':').Split([' ', '\u00a0'])[^1];

    // (n = 12), N=1,234, 12 rows
    [GeneratedRegex(@"^\(?\s*[nN]\s*=\s*[\d.,']+\s*\)?$|^\(?\d[\d.,]* (rows?|records?|Zeilen|Datens\u00e4tze)( selected| affected)?\)?$")]
    private static partial Regex Count();
}
