namespace NormTools;

/// <summary>The classes of a model as rows may write them: where 1 is a class, 1.0, +1 and 1e0 are the same one, in the format that the
/// training data's numbers had.</summary>
internal sealed class ClassTexts
{
    private readonly Dictionary<string, int> names = new Dictionary<string, int>(StringComparer.Ordinal);
    private readonly Dictionary<double, int> values = new Dictionary<double, int>();
    private readonly TableReading reading;

    /// <param name="names">The names of the classes.</param>
    /// <param name="reading">How the table of the training data wrote numbers.</param>
    public ClassTexts(string[] names, TableReading reading)
    {
        this.reading = reading;
        for (int i = 0; i < names.Length; i++)
        {
            this.names[names[i]] = i;
            if (TensorReader.TryNumber(names[i], out double value) && !TargetText.IsName(names[i], value) && !values.ContainsKey(value + 0.0))
            {
                values.Add(value + 0.0, i);
            }
        }
    }

    /// <summary>The number of the class that a value of a row is; -1 where it is none. $true has one meaning, however a file writes it.</summary>
    public int NumberOf(object value)
    {
        string text = RowTable.Cell(value);
        int number = NumberOf(text);
        string[] alike = number < 0 && value is bool ? names.Keys.Where(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)).ToArray() : Array.Empty<string>();
        return alike.Length == 1 ? names[alike[0]] : number;
    }

    /// <summary>The number of a class; -1 where a text is none of them.</summary>
    public int NumberOf(string text)
    {
        string trimmed = text.Trim();
        return names.TryGetValue(text, out int number) || names.TryGetValue(trimmed, out number)
            || (reading.TryNumber(trimmed, out double value) && !TargetText.IsName(trimmed, value) && values.TryGetValue(value + 0.0, out number)) ? number : -1;
    }
}
