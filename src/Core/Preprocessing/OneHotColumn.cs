using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>One column of a one-hot step: which category becomes which output column.</summary>
internal sealed class OneHotColumn
{
    private readonly bool[] rare;
    private readonly int[] outputs; // of each category; -1 for the one that is left out
    private readonly int rareOutput = -1; // the output of rare categories; -1 if there are none or they are left out
    private readonly int left = -1; // the category that is left out; the first rare one where they are

    /// <param name="categories">The categories.</param>
    /// <param name="rare">Which of them share a column.</param>
    /// <param name="drop">None, First or IfBinary: whether a first column is left out.</param>
    public OneHotColumn(CategoryList categories, bool[] rare, string drop)
    {
        Categories = categories;
        this.rare = rare;
        List<int> groups = [.. Enumerable.Range(0, rare.Length).Where(category => !rare[category])];
        int firstRare = Array.IndexOf(rare, true);
        if (firstRare >= 0)
        {
            groups.Add(firstRare);
        }

        bool drops = groups.Count > 0 && (drop == "First" || (drop == "IfBinary" && groups.Count == 2));
        left = drops ? groups[0] : -1;
        List<int> kept = drops ? groups[1..] : groups;
        outputs = [.. Enumerable.Range(0, rare.Length).Select(category => kept.IndexOf(rare[category] ? firstRare : category))];
        rareOutput = firstRare < 0 ? -1 : kept.IndexOf(firstRare);
        Outputs = [.. kept.Select(category => new ColumnInfo(
            $"{categories.Name}_{(category == firstRare ? "infrequent" : categories.Label(category))}", false))];
        Representatives = [.. kept];
    }

    /// <param name="categories">The categories.</param>
    /// <param name="rare">Their places.</param>
    /// <param name="drop">None, First or IfBinary.</param>
    /// <param name="learnt">For what is wrong with the places.</param>
    public OneHotColumn(CategoryList categories, double[] rare, string drop, Learnt learnt)
        : this(categories, Flags(categories.Count, rare, learnt), drop)
    {
    }

    public CategoryList Categories { get; }

    /// <summary>The output columns.</summary>
    public ColumnInfo[] Outputs { get; }

    // The category of each output; for the shared one the first rare category.
    private int[] Representatives { get; }

    public FrameColumn[] Encode(FrameColumn column, Frame rows, string unknown, string subject)
    {
        FrameColumn[] result = Array.ConvertAll(Outputs, info => new FrameColumn(info, rows.NewValues(0), null));
        int[] categories = Categories.Of(column, rows.Rows);
        for (int row = 0; row < rows.Rows; row++)
        {
            int category = categories[row];
            if (category < 0)
            {
                Categories.MeetUnknown(column, row, rows, unknown == "Error", subject);
            }

            int output = category >= 0 ? outputs[category] : unknown == "Infrequent" ? rareOutput : -1;
            if (output >= 0)
            {
                result[output].Values[row] = 1;
            }
        }

        return result;
    }

    /// <summary>The category of the largest output; where all are 0, the one left out, or a missing value.</summary>
    public FrameColumn Decode(List<FrameColumn> encoded, int rows)
    {
        var categories = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            int best = -1;
            for (int i = 0; i < encoded.Count; i++)
            {
                double value = encoded[i].Values[row];
                best = value > 0 && (best < 0 || value > encoded[best].Values[row]) ? i : best;
            }

            int category = best < 0 ? left : Representatives[best];
            categories[row] = category >= 0 && rare[category] ? -1 : category; // which of the rare ones it was is not known
        }

        return Categories.ToColumn(categories);
    }

    public void Write(Utf8JsonWriter json)
    {
        Categories.Write(json);
        json.WriteNumbers("infrequent", Enumerable.Range(0, rare.Length).Where(i => rare[i]).Select(i => (double)i));
    }

    public string Describe()
    {
        IEnumerable<string> names = Enumerable.Range(0, rare.Length).Where(i => !rare[i]).Select(Categories.Label);
        int rareCount = rare.Count(isRare => isRare);
        return $"{Plural.Of(Outputs.Length, "column")} for {NamedColumns.List(names)}"
            + (rareCount == 0 ? string.Empty : FormattableString.Invariant($", {rareCount} rare together"))
            + (left < 0 ? string.Empty : $"; without {(rare[left] ? "the rare ones" : Categories.Label(left))}");
    }

    private static bool[] Flags(int count, double[] rare, Learnt learnt)
    {
        var flags = new bool[count];
        foreach (double place in rare)
        {
            if (!(place >= 0 && place < count && place == Math.Floor(place)))
            {
                throw learnt.Invalid("infrequent", "places of categories");
            }

            flags[(int)place] = true;
        }

        return flags;
    }
}
