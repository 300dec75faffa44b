namespace NormTools.Core.Data;

/// <summary>Reads the lines of a block into rows. What a line becomes depends on it alone, so blocks are read at the same
/// time.</summary>
internal sealed unsafe class BlockParser
{
    private const byte Quote = (byte)'"';

    private readonly FieldScanner scanner;
    private readonly TableRules rules;
    private readonly RowLayout layout;
    private readonly int maxFields;
    private readonly bool isFast;
    private readonly bool passesEmpty; // rows without any value, unless the caller asked for something else
    private readonly int firstDropped; // a gap at this place of a row or behind it leaves the row out
    private readonly bool hasMarks; // then a column wants to see its numbers as they are written
    private readonly byte separator;
    private readonly HeaderLine? header;
    private byte* text;
    private int end;
    private RowBlock block = null!;
    private double* row;
    private bool lacksValue;
    private string? markedLabel; // of a row, that stands for a missing value

    /// <param name="scanner">Of its own.</param>
    /// <param name="rules">How the table writes numbers and gaps.</param>
    /// <param name="layout">What is wanted.</param>
    /// <param name="maxFields">A line of more fields is refused.</param>
    /// <param name="header">Lines that are as this one are left out; null for a file without a header.</param>
    public BlockParser(FieldScanner scanner, TableRules rules, RowLayout layout, int maxFields, HeaderLine? header)
    {
        this.header = header;
        this.scanner = scanner;
        this.rules = rules;
        this.layout = layout;
        this.maxFields = maxFields;
        separator = (byte)scanner.Separator;
        hasMarks = rules.Format.HasMarks;
        passesEmpty = rules.Missing is MissingValue.Keep or MissingValue.Mean;
        firstDropped = rules.Missing switch
        {
            MissingValue.DropRow => 0,
            MissingValue.DropUnlabelled => layout.Features,
            _ => int.MaxValue,
        };
        isFast = rules.Format.IsPlain && !rules.Markers.MayBeNumbers && scanner.Separator is not (' ' or '.' or '+' or '-' or '"' or 'e' or 'E')
            && !char.IsAsciiDigit(scanner.Separator);
    }

    /// <summary>Reads from <see cref="RowBlock.Start"/> to the first line that begins at or behind its limit.</summary>
    /// <param name="memory">The text; what stands behind it is read as well, and not used.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="isLast">Whether the file ends behind it.</param>
    /// <param name="target">Receives the rows.</param>
    public void Parse(byte* memory, int length, bool isLast, RowBlock target)
    {
        text = memory;
        end = length;
        block = target;
        block.Clear(layout.Count);
        scanner.Use(memory, length, isLast);
        int position = block.Start;
        block.Next = position;
        while (position < block.Limit && ParseLine(ref position))
        {
            block.Next = position;
            block.Lines = scanner.Lines;
        }

        block.Fault = scanner.Fault != LineFault.None ? scanner.Fault : block.Fault;
        block.OpenQuote = scanner.OpenQuote;
    }

    private bool ParseLine(ref int position)
    {
        int start = position;
        int line = scanner.Lines;
        bool? isComment = scanner.IsComment(position);
        block.EndsInComment = isComment == true;
        if (isComment != false)
        {
            block.IsIncomplete = isComment is null || !scanner.PassLine(ref position);
            return !block.IsIncomplete;
        }

        if (header?.Repeats(text + position, text + end) == true && scanner.PassLine(ref position))
        {
            block.FirstRepeatedHeader = block.RepeatedHeaders++ == 0 ? line : block.FirstRepeatedHeader;
            return true;
        }

        row = block.NextRow(layout.Count);
        lacksValue = false;
        markedLabel = null;
        position = scanner.First(position);
        int fields = 0;
        int filled = 0; // fields up to the last that holds anything
        FieldEnd found;
        do
        {
            if (isFast && TryNumber(ref position, fields, out found))
            {
                filled = fields + 1;
            }
            else
            {
                found = scanner.Scan(ref position, out int first, out int stop);
                if (found is FieldEnd.Incomplete or FieldEnd.Fault)
                {
                    block.IsIncomplete = found == FieldEnd.Incomplete;
                    return false;
                }

                filled = Take(fields, first, stop) ? filled : fields + 1;
                if (found == FieldEnd.Line && fields == 0 && scanner.IsEmptyLine(start, stop))
                {
                    return true;
                }
            }

            if (fields++ == maxFields)
            {
                block.Fault = LineFault.TooManyColumns;
                return false;
            }
        }
        while (found == FieldEnd.Separator);
        if (filled == 0 && fields > 1 && passesEmpty)
        {
            block.FirstEmptyLine = block.EmptyRows++ == 0 ? line : block.FirstEmptyLine;
            return true;
        }

        int width = layout.Slots.Length;
        if (fields < width || filled > width)
        {
            block.Fault = LineFault.RaggedLine;
            block.FaultFields = fields;
            return false;
        }

        foreach ((int from, int to) in layout.Copies)
        {
            row[to] = row[from];
        }

        if (lacksValue)
        {
            block.Dropped++;
            if (markedLabel is not null)
            {
                block.MarkedLabel = block.MarkedLabels++ == 0 ? markedLabel : block.MarkedLabel;
            }
        }
        else
        {
            block.Commit(line, start);
        }

        return true;
    }

    // A number up to the separator or the line's end; what is anything else is left to the scanner.
    private bool TryNumber(ref int position, int field, out FieldEnd found)
    {
        found = FieldEnd.Separator;
        byte* at = text + position;
        while (*at == ' ')
        {
            at++;
        }

        bool isQuoted = *at == Quote;
        byte* number = isQuoted ? at + 1 : at;
        byte* behind = NumberScan.TryRead(number, out double value, out NumberForms forms);
        if (behind is null || behind + 2 >= text + end || (isQuoted && *behind != Quote))
        {
            return false;
        }

        int length = (int)(behind - number);
        behind += isQuoted ? 1 : 0;
        if (*behind == separator)
        {
            position = (int)(behind + 1 - text);
        }
        else
        {
            int skipped = *behind == '\n' ? 1 : *behind == '\r' && behind[1] == '\n' ? 2 : 0;
            if (skipped == 0)
            {
                return false;
            }

            found = FieldEnd.Line;
            position = (int)(behind + skipped - text);
            scanner.CountLine();
        }

        int[] slots = layout.Slots;
        int slot = (uint)field < (uint)slots.Length ? slots[field] : RowLayout.None;
        if (slot >= 0)
        {
            if (layout.IsText[slot])
            {
                ((long*)row)[slot] = CellText.Of(isGap: false, (int)(number - text), length, hasDoubledQuotes: false);
            }
            else
            {
                row[slot] = value;
                block.Forms[slot] |= forms;
            }
        }

        return true;
    }

    // Gives whether the field is blank.
    private bool Take(int field, int start, int stop)
    {
        ReadOnlySpan<byte> whole = new(text + start, stop - start);
        ReadOnlySpan<byte> trimmed = NumberText.Trim(whole);
        int slot = (uint)field < (uint)layout.Slots.Length ? layout.Slots[field] : RowLayout.None;
        if (slot < 0)
        {
            return trimmed.IsEmpty;
        }

        ReadOnlySpan<byte> plain = scanner.HasDoubledQuotes ? NumberText.Trim(FieldScanner.Plain(whole)) : trimmed;
        if (!layout.IsText[slot] && !hasMarks && !rules.Markers.TakeNumber(plain) && !NumberText.IsBeyondDouble(plain) && rules.Format.TryParse(plain, out double number))
        {
            row[slot] = number;
            block.Forms[slot] |= NumberText.Forms(plain);
            return false;
        }

        bool isGap = rules.Markers.Contain(plain);
        bool isDropped = isGap && slot >= firstDropped;
        lacksValue |= isDropped;
        if (isDropped && slot >= layout.Features && !plain.IsEmpty)
        {
            markedLabel ??= NameText.Decode(plain);
        }

        int first = start;
        while (first < stop && text[first] is (byte)' ' or (byte)'\t')
        {
            first++;
        }

        ((long*)row)[slot] = CellText.Of(isGap, first, trimmed.Length, scanner.HasDoubledQuotes);
        return trimmed.IsEmpty;
    }
}
