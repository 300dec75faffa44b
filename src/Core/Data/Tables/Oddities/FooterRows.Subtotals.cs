using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <content>Rows of sums between the data.</content>
internal sealed unsafe partial class FooterRows
{
    private void RefuseSubtotals(long end)
    {
        for (int column = 0; column < features.Length; column++)
        {
            foreach (string name in features[column].IsText ? features[column].Names.Where(FooterText.IsTotal) : [])
            {
                int code = Array.IndexOf(features[column].Names, name), looked = 0;
                long from = 0, count = 0, sums = 0;
                for (long row = 0; row < end; row++)
                {
                    Slices.Count(ref looked, 1);
                    if (block[(row * features.Length) + column] == code)
                    {
                        sums += Matches(row, from, Loose).Are > 0 ? 1 : 0;
                        count++;
                        from = row + 1;
                    }
                }

                if (sums > 0 && sums * 2 > count && count * 2 < end)
                {
                    throw Subtotals(column, [name], count);
                }
            }

            RefuseNamedSubtotals(column, end);
        }
    }

    // North Total and South Total, each of the rows since the one before. That may be a name as well: all numbers have to be sums.
    private void RefuseNamedSubtotals(int column, long end)
    {
        string[] names = features[column].IsText ? features[column].Names : [];
        bool[] may = Array.ConvertAll(names, FooterText.MayBeTotal);
        if (!may.Contains(true))
        {
            return;
        }

        List<string> found = [];
        long from = 0;
        int looked = 0;
        for (long row = 0; row < end; row++)
        {
            Slices.Count(ref looked, 1);
            float code = block[(row * features.Length) + column];
            if (float.IsNaN(code) || !may[(int)code])
            {
                continue;
            }

            if (Matches(row, from, Strict) is { Are: > 0, AreNot: 0 })
            {
                found.Add(names[(int)code]);
            }

            from = row + 1;
        }

        if (found.Count > 1 && found.Count * 2 < end)
        {
            throw Subtotals(column, [.. found.Distinct()], found.Count);
        }
    }

    private CoreException Subtotals(int column, string[] names, long count) => CoreException.InvalidData(
        "FooterRow",
        $"{PlaceOf(features[column].PlaceOf(names[0]), features[column].Name, names[0])} heads "
        + $"{(count == 1 ? "a row" : names.Length == 1 ? Plural.Of(count, "row") : $"the first of {Plural.Of(count, "row")}")} "
        + $"of sums or means between the data. {LeaveTexts(features[column].Name, names)}");
}
