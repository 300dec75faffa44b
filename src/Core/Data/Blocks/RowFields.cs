namespace NormTools.Core.Data;

/// <summary>The fields of a row as they are written: of a number only the value is kept, and a message wants its
/// text.</summary>
/// <param name="separator">What separates fields.</param>
/// <param name="text">What the rows were read from.</param>
/// <param name="length">Its bytes.</param>
internal sealed unsafe class RowFields(char separator, byte* text, int length)
{
    private readonly FieldScanner scanner = new(separator, comment: null);
    private readonly List<(int Start, int Stop)> fields = [];
    private RowBlock? block; // whose row the fields are
    private int row;

    /// <summary>A field without quotes and blanks around it.</summary>
    public ReadOnlySpan<byte> Read(RowBlock wantedBlock, int wantedRow, int field)
    {
        if (block != wantedBlock || row != wantedRow)
        {
            Split(wantedBlock.StartOf(wantedRow));
            (block, row) = (wantedBlock, wantedRow);
        }

        (int start, int stop) = fields[field];
        return NumberText.Trim(new ReadOnlySpan<byte>(text + start, stop - start));
    }

    private void Split(int position)
    {
        fields.Clear();
        scanner.Use(text, length, endsHere: true); // the line is all there
        position = scanner.First(position);
        FieldEnd found;
        do
        {
            found = scanner.Scan(ref position, out int start, out int stop);
            fields.Add((start, stop));
        }
        while (found == FieldEnd.Separator);
    }
}
