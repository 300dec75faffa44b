using System.IO.Enumeration;
using System.Text;
using System.Text.Unicode;

namespace NormTools.Core.Data;

/// <summary>The columns of a table: their names, and which of them are labels and features.</summary>
internal sealed class TableColumns
{
    private const int NamesInMessage = 10;
    private readonly string fileName;
    private readonly string hint = string.Empty;

    /// <summary>Takes the names from a header record, or makes them up where there is none.</summary>
    /// <exception cref="CoreException">
    /// NotUtf8, DuplicateColumn, LabelNotFound, ColumnNotFound or NoFeatures.
    /// </exception>
    public TableColumns(RecordReader record, string fileName, DatasetOptions options)
    {
        this.fileName = fileName;
        Names = new string[record.FieldCount];
        int numbers = 0;
        for (int i = 0; i < Names.Length; i++)
        {
            ReadOnlySpan<byte> field = NumberText.Trim(record.Field(i));
            numbers += NumberText.TryParse(field, out _) ? 1 : 0;
            Names[i] = options.Header && !field.IsEmpty
                ? Decode(field, i)
                : FormattableString.Invariant($"Column{i + 1}");
        }

        if (options.Header && numbers == Names.Length)
        {
            hint = " The first line holds numbers only: perhaps the file has no header.";
        }

        RefuseDuplicates();
        Labels = Find(options.Label, "LabelNotFound");
        HashSet<int> categories = [.. Match(options.Category)];
        HashSet<int> left = [.. Labels, .. Match(options.ExcludeProperty)];
        IEnumerable<int> wanted = options.Property.Length == 0
            ? Enumerable.Range(0, Names.Length)
            : Match(options.Property);
        Features = [.. wanted.Where(column => !left.Contains(column))];
        IsCategory = [.. Features.Select(categories.Contains)];
        if (Features.Length == 0)
        {
            throw CoreException.InvalidData("NoFeatures", $"{fileName}: no column is left for the features.");
        }
    }

    public string[] Names { get; }

    /// <summary>The label columns in the order in which they were named.</summary>
    public int[] Labels { get; }

    /// <summary>
    /// The feature columns: in the order of the patterns that chose them, else in the order of the file.
    /// </summary>
    public int[] Features { get; }

    /// <summary>For each feature, whether its text is to be encoded.</summary>
    public bool[] IsCategory { get; }

    private string Decode(ReadOnlySpan<byte> field, int column) => Utf8.IsValid(field)
        ? Encoding.UTF8.GetString(field)
        : throw CoreException.InvalidData("NotUtf8", $"{fileName}: the name of column {column + 1} is not UTF-8.");

    private void RefuseDuplicates()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Names.Length; i++)
        {
            if (!seen.TryAdd(Names[i], i))
            {
                throw CoreException.InvalidData(
                    "DuplicateColumn",
                    $"{fileName}: columns {seen[Names[i]] + 1} and {i + 1} are both named '{Names[i]}'.{hint}");
            }
        }
    }

    /// <summary>Columns by name: as written, else in any case.</summary>
    private int[] Find(string[] names, string id)
    {
        var found = new int[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            found[i] = Array.IndexOf(Names, name);
            found[i] = found[i] >= 0
                ? found[i]
                : Array.FindIndex(Names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (found[i] < 0)
            {
                throw NotFound(id, name);
            }

            if (Array.IndexOf(found, found[i], 0, i) >= 0)
            {
                throw CoreException.Argument("DuplicateName", $"Column '{name}' is named twice.");
            }
        }

        return found;
    }

    /// <summary>Columns by patterns with * and ?, each once.</summary>
    private IEnumerable<int> Match(string[] patterns)
    {
        var found = new List<int>();
        var seen = new HashSet<int>();
        foreach (string pattern in patterns)
        {
            int exact = Array.IndexOf(Names, pattern);
            bool any = exact >= 0;
            for (int i = 0; i < Names.Length; i++)
            {
                if (exact < 0 ? FileSystemName.MatchesSimpleExpression(pattern, Names[i]) : i == exact)
                {
                    any = true;
                    if (seen.Add(i))
                    {
                        found.Add(i);
                    }
                }
            }

            if (!any)
            {
                throw NotFound("ColumnNotFound", pattern);
            }
        }

        return found;
    }

    private CoreException NotFound(string id, string name)
    {
        string more = Names.Length > NamesInMessage
            ? FormattableString.Invariant($" and {Names.Length - NamesInMessage} more")
            : string.Empty;
        string names = string.Join(", ", Names.Take(NamesInMessage)) + more;
        return CoreException.Argument(id, $"{fileName} has no column '{name}'; it has {names}.{hint}");
    }
}
