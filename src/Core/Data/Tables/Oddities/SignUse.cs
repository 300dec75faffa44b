namespace NormTools.Core.Data;

/// <summary>The signs beside the numbers of a column: of percentages and plain numbers, or of several currencies, one is on
/// another scale than the other.</summary>
/// <param name="proposals">What messages propose to type.</param>
internal sealed class SignUse(TableProposals proposals)
{
    private (long Line, string Text)? percent;
    private (long Line, string Text)? plain; // neither 0, which is the same on all scales
    private (long Line, string Text)? amount;
    private ulong currencies; // that all amounts may be in

    /// <summary>Whether some amounts have a currency and others none.</summary>
    public bool HasBareAmounts => amount is not null && plain is not null;

    /// <summary>Whether its numbers have a percent sign.</summary>
    public bool IsPercent => percent is not null;

    /// <summary>The names of the currencies that its amounts may be in, with blanks between them; empty for none.</summary>
    public string Currency => amount is null ? string.Empty : SignedNumber.CurrencyNames(currencies);

    /// <summary>Takes note of a number.</summary>
    /// <param name="text">As it is written.</param>
    /// <param name="line">Its line.</param>
    /// <param name="value">Its value.</param>
    /// <param name="marks">What stands beside it.</param>
    /// <returns>Null, or the id and the sentence of what is wrong with it.</returns>
    public (string Id, string Message)? Add(ReadOnlySpan<byte> text, long line, double value, NumberMarks marks)
    {
        if (marks.IsPercent)
        {
            percent ??= (line, Decode(text));
            return plain is null ? null : Differ(text, "is a percentage, and {0} is none", plain.Value);
        }

        if (marks.Currencies != 0)
        {
            currencies = amount is null ? marks.Currencies : currencies & marks.Currencies;
            if (currencies == 0)
            {
                return Differ(text, "is in another currency than {0}", amount!.Value);
            }

            amount ??= (line, Decode(text));
        }
        else if (value != 0)
        {
            plain ??= (line, Decode(text));
        }

        return value == 0 || percent is null ? null : Differ(text, "has no percent sign, and {0} has one", percent.Value);
    }

    private (string Id, string Message) Differ(ReadOnlySpan<byte> text, string difference, (long Line, string Text) other)
    {
        string where = $"'{Excerpt.Of(other.Text)}' ({proposals.LineOf(other.Line)})";
        return ("MixedNumberSigns", string.Format(null, difference, where) + ": they are on different scales. Write them alike in the file; "
            + $"{proposals.Gaps([Decode(text)])} makes a gap of it.");
    }

    private static string Decode(ReadOnlySpan<byte> text) => NameText.Decode(text[..Math.Min(text.Length, 64)]);
}
