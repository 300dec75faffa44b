using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>One column of a one-hot step: which category becomes which output column.</summary>
internal sealed class OneHotColumn
{
    private const string Shared = "infrequent"; // what rare categories are called together

    private readonly bool[] rare;
    private readonly bool sharesUnknown; // whether unknown categories are among the rare ones
    private readonly bool hasZeros; // whether a category, or an unknown one, is 0 in all columns
    private readonly int firstRare;
    private readonly int[] outputs; // of each category; -1 for the one that is left out
    private readonly int rareOutput = -1; // the output of rare categories; -1 if there are none or they are left out
    private readonly int left = -1; // the category that is left out; the first rare one where they are

    /// <param name="categories">The categories.</param>
    /// <param name="rare">Which of them share a column.</param>
    /// <param name="drop">None, First or IfBinary: whether a first column is left out.</param>
    /// <param name="unknown">Ignore, Error or Infrequent: what an unknown category becomes.</param>
    public OneHotColumn(CategoryList categories, bool[] rare, string drop, string unknown)
    {
        Categories = categories;
        this.rare = rare;
        sharesUnknown = unknown == "Infrequent";
        List<int> groups = [.. Enumerable.Range(0, rare.Length).Where(category => !rare[category])];
        firstRare = Array.IndexOf(rare, true);
        if (firstRare >= 0)
        {
            groups.Add(firstRare);
        }

        bool drops = groups.Count > 0 && (drop == "First" || (drop == "IfBinary" && groups.Count == 2));
        left = drops ? groups[0] : -1;
        hasZeros = drops || unknown != "Error";
        List<int> kept = drops ? groups[1..] : groups;
        outputs = [.. Enumerable.Range(0, rare.Length).Select(category => kept.IndexOf(rare[category] ? firstRare : category))];
        rareOutput = firstRare < 0 ? -1 : kept.IndexOf(firstRare);
        Outputs = [.. kept.Select(category => new ColumnInfo(
            $"{categories.Name}_{(category == firstRare ? Shared : categories.Label(category))}", false))];
        Representatives = [.. kept];
    }

    /// <param name="categories">The categories.</param>
    /// <param name="rare">Their places.</param>
    /// <param name="drop">None, First or IfBinary.</param>
    /// <param name="unknown">Ignore, Error or Infrequent.</param>
    /// <param name="learnt">For what is wrong with the places.</param>
    public OneHotColumn(CategoryList categories, double[] rare, string drop, string unknown, Learnt learnt)
        : this(categories, Flags(categories.Count, rare, learnt), drop, unknown)
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
            if (category < 0 && firstRare >= 0 && column.Texts is not null && column.Text(row) == Shared)
            {
                category = firstRare; // as Decode calls them
            }

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

    /// <summary>The category whose zeros and ones are nearest; zeros everywhere are the one that was left out, or else an
    /// unknown one, which is missing.</summary>
    /// <remarks>Of a 1 at i and zeros, |x - e_i|^2 = |x|^2 - 2 x_i + 1: the largest output is the nearest 1, and nearer than
    /// zeros everywhere where it is above a half. What came through other steps and through Float32 is never exact.</remarks>
    public FrameColumn Decode(List<FrameColumn> encoded, int rows)
    {
        var categories = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            int best = -1;
            double largest = hasZeros ? 0.5 : double.NegativeInfinity;
            bool isGap = false;
            for (int i = 0; i < encoded.Count; i++)
            {
                double value = encoded[i].Values[row];
                isGap |= double.IsNaN(value);
                (best, largest) = value > largest ? (i, value) : (best, largest);
            }

            categories[row] = isGap ? -1 : best < 0 ? left : Representatives[best];
        }

        // One rare category by itself is known; of several, only that it is one of them.
        bool areTogether = firstRare >= 0 && (sharesUnknown || Array.LastIndexOf(rare, true) != firstRare);
        return Categories.ToColumn(categories, areTogether ? Shared : null, areTogether ? rare : null);
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
