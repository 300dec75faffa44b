namespace NormTools;

/// <content>Signs beside numbers that say on which scale they are: what is written otherwise than in training means something else.</content>
internal sealed partial class TableReading
{
    private const int PercentSign = 0; // in Signs
    private const int CurrencySign = 1;

    private readonly Dictionary<string, ulong> currencies = new(StringComparer.OrdinalIgnoreCase); // of each column, a bit each; filled when asked for

    /// <summary>The columns whose numbers had a percent sign; null where that is not known, as of files of before it was.</summary>
    public string[]? Percent { get; private set; }

    /// <summary>The columns of amounts, and the names of the currencies that they may be in; null where that is not known.</summary>
    public Dictionary<string, string>? Currency { get; private set; }

    /// <summary>Holds columns against those that they are to be like.</summary>
    /// <param name="columns">As they were read.</param>
    /// <param name="before">Those that were there first.</param>
    /// <param name="where">What these are called: the data of -Like.</param>
    /// <param name="warn">Takes a word about amounts without a currency where others have one.</param>
    /// <exception cref="NormToolsException">MixedNumberSigns: a column has a percent sign on one side, or another currency.</exception>
    public static void CheckSigns(DatasetColumn[]? columns, DatasetColumn[]? before, string where, Action<string> warn)
    {
        ILookup<string, DatasetColumn>? known = before?.ToLookup(column => column.Name, StringComparer.OrdinalIgnoreCase);
        foreach (DatasetColumn column in (known is null ? null : columns?.Where(HasNumbers)) ?? Array.Empty<DatasetColumn>())
        {
            DatasetColumn? other = known![column.Name].FirstOrDefault(HasNumbers);
            if (other is null)
            {
                continue;
            }

            if (other.IsPercent != column.IsPercent)
            {
                throw Errors.PercentElsewhere(column.Name, other.IsPercent, where);
            }

            if (other.Currency.Length > 0 && column.Currency.Length > 0)
            {
                if (!other.Currency.Split(' ').Intersect(column.Currency.Split(' ')).Any())
                {
                    throw Errors.CurrencyElsewhere(column.Name, column.Currency, other.Currency, where);
                }
            }
            else if (other.Currency != column.Currency)
            {
                warn(Errors.BareAmounts(column.Name, column.Currency.Length > 0, column.Currency.Length > 0 ? column.Currency : other.Currency, where));
            }
        }
    }

    /// <summary>Whether the numbers of a column had a percent sign.</summary>
    public bool IsPercent(string column) => Percent?.Contains(column, StringComparer.OrdinalIgnoreCase) == true;

    /// <summary>Holds the columns of a data set against those that a model was trained on.</summary>
    /// <param name="columns">As they were read.</param>
    /// <param name="warn">Takes a word about amounts without a currency where others have one.</param>
    /// <exception cref="NormToolsException">MixedNumberSigns: a column is on another scale than the training data's.</exception>
    public void CheckColumns(DatasetColumn[]? columns, Action<string> warn)
    {
        const string There = "the training data of the model";
        foreach (DatasetColumn column in columns?.Where(HasNumbers) ?? Array.Empty<DatasetColumn>())
        {
            bool areFractions = column.Maximum <= 1 && column.Minimum >= -1; // without a sign these may be on the same scale
            if (Percent is not null && IsPercent(column.Name) != column.IsPercent && !areFractions)
            {
                throw Errors.PercentElsewhere(column.Name, !column.IsPercent, There);
            }

            string? names = null;
            if (Currency?.TryGetValue(column.Name, out names) == true && column.Currency.Length > 0 && !names!.Split(' ').Intersect(column.Currency.Split(' ')).Any())
            {
                throw Errors.CurrencyElsewhere(column.Name, column.Currency, names, There);
            }

            if (Currency is not null && names is null != (column.Currency.Length == 0))
            {
                warn(Errors.BareAmounts(column.Name, column.Currency.Length > 0, names ?? column.Currency, There));
            }
        }
    }

    /// <summary>Takes note of which columns have a percent sign or a currency.</summary>
    /// <param name="columns">The columns as they were read.</param>
    public TableReading WithSigns(DatasetColumn[]? columns)
    {
        if (columns is not null && Array.IndexOf(NumberSign, Signs[PercentSign]) >= 0)
        {
            Percent = columns.Where(column => column.IsPercent).Select(column => column.Name).ToArray();
        }

        if (columns is not null && Array.IndexOf(NumberSign, Signs[CurrencySign]) >= 0)
        {
            Currency = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (DatasetColumn column in columns.Where(column => column.Currency.Length > 0))
            {
                Currency[column.Name] = column.Currency;
            }
        }

        return this;
    }

    /// <summary>Reads a text of a column as the table's fields were read.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The text.</param>
    /// <param name="row">For messages.</param>
    /// <param name="told">Receives a word for each column with amounts of which some have a currency and others, here or in training, none.</param>
    /// <param name="number">The number.</param>
    /// <exception cref="NormToolsException">MixedNumberSigns: it is on another scale than the column's numbers were.</exception>
    public bool TryNumber(string column, string text, long row, ISet<string> told, out double number)
    {
        if (!TryNumber(text, out number, out ulong its))
        {
            return false;
        }

        if (IsMissing(number))
        {
            return true;
        }

        if (number != 0 && Percent is not null && (text.IndexOf('%') >= 0) != Percent.Contains(column, StringComparer.OrdinalIgnoreCase))
        {
            throw Errors.OtherScale(column, text, row);
        }

        if (Currency is null || (number == 0 && its == 0))
        {
            return true;
        }

        Currency.TryGetValue(column, out string? names);
        ulong wanted = names is null ? 0 : CurrenciesOf(column, names);
        if (its != 0 && wanted != 0 && (its & wanted) == 0)
        {
            throw Errors.OtherCurrency(column, text, names!, row);
        }

        if (its == 0 != (wanted == 0))
        {
            told.Add(Errors.BareAmounts(column, its != 0, names ?? string.Empty, "the training data"));
        }

        return true;
    }

    // Which bit stands for which currency is known to the core alone.
    private ulong CurrenciesOf(string column, string names)
    {
        if (!currencies.TryGetValue(column, out ulong all))
        {
            foreach (string name in names.Split(' '))
            {
                TryNumber("1 " + name, out _, out ulong one);
                all |= one;
            }

            currencies[column] = all;
        }

        return all;
    }

    private static bool HasNumbers(DatasetColumn column) => column.Kind is "Number" or "Quantity" && (column.Minimum != 0 || column.Maximum != 0);

    private static Dictionary<string, string>? Currencies(Dictionary<string, object?> json)
    {
        if (!json.TryGetValue("currency", out object? found))
        {
            return null;
        }

        var currency = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, object?> column in (Dictionary<string, object?>)found!)
        {
            currency[column.Key] = (string)column.Value!;
        }

        return currency;
    }
}
