using System.Runtime.CompilerServices;
using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>Makes a column of zeros and ones for each category of a column.</summary>
/// <remarks>
/// scikit-learn's OneHotEncoder: categories sorted; a missing value is a category if the training rows had any; rare
/// categories may share a column; a first column may be left out.
/// </remarks>
internal sealed class OneHotStep : PreprocessingStep
{
    private readonly string unknown;
    private readonly string drop;
    private readonly double? minimum; // a count from 1 on, below it a share of the rows
    private readonly long? most;
    private readonly GivenCategories given;
    private OneHotColumn[] columns = [];
    private int[] places = []; // among the input columns
    private Dictionary<int, OneHotColumn> byPlace = [];

    public OneHotStep(StepArguments arguments)
        : base(arguments)
    {
        unknown = arguments.OneOf("unknown", "Ignore", "Ignore", "Error", "Infrequent");
        drop = arguments.OneOf("drop", "None", "None", "First", "IfBinary");
        minimum = arguments.NumberOrNull("min_frequency", null, 0);
        most = arguments.IntegerOrNull("max_categories", null, 1, int.MaxValue);
        given = new GivenCategories(arguments.Nested("categories"), arguments);
        if (unknown == "Infrequent" && minimum is null && most is null)
        {
            throw arguments.Invalid("unknown", "Infrequent needs min_frequency or max_categories: they say what is rare");
        }
    }

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("OneHot", arguments => new OneHotStep(arguments));

    public override bool MayRefuseRows => unknown == "Error";

    public override void Fit(TrainingRows training)
    {
        ColumnInfo[] infos = training.Infos;
        int[] chosen = Choose(infos, column => column.IsText);
        given.Check(chosen.Select(i => infos[i].Name), Subject);
        columns = training.Learn(chosen, column =>
        {
            CategoryList list = CategoryList.Of(column, given.Of(column.Info.Name), takesMissing: true);
            if (unknown == "Error" && given.Of(column.Info.Name) is not null)
            {
                list.RefuseLacking(column, training.Rows, Subject, $"OneHot {GivenCategories.Line(column.Info.Name)} -Unknown Error -Category", "Without -Unknown Error others are 0 in all columns.");
            }

            return new OneHotColumn(list, Rare(list.Of(column, training.Rows), list.Count), drop, unknown);
        });
    }

    public override void Read(Learnt learnt) =>
        columns = [.. learnt.Objects("columns").Select(entry =>
            new OneHotColumn(CategoryList.Read(entry), entry.Numbers("infrequent"), drop, unknown, entry))];

    public override ColumnInfo[] Bind(ColumnInfo[] infos)
    {
        places = NamedColumns.Places([.. columns.Select(column => column.Categories.Name)], infos, Subject);
        byPlace = [];
        for (int i = 0; i < places.Length; i++)
        {
            columns[i].Categories.CheckKind(infos[places[i]], Subject);
            byPlace.Add(places[i], columns[i]);
        }

        return [.. infos.SelectMany((info, i) => byPlace.TryGetValue(i, out OneHotColumn? column) ? column.Outputs : [info])];
    }

    public override void Apply(Frame rows)
    {
        List<FrameColumn> result = [];
        for (int i = 0; i < rows.Columns.Count; i++)
        {
            if (!byPlace.TryGetValue(i, out OneHotColumn? column))
            {
                result.Add(rows.Columns[i]);
                continue;
            }

            result.AddRange(column.Encode(rows.Columns[i], rows, unknown, Subject));
        }

        rows.Columns = result;
    }

    public override void Invert(Frame rows)
    {
        List<FrameColumn> result = [];
        int at = 0;
        while (at < rows.Columns.Count)
        {
            if (byPlace.TryGetValue(result.Count, out OneHotColumn? column))
            {
                result.Add(column.Decode(rows.Columns.GetRange(at, column.Outputs.Length), rows.Rows));
                at += column.Outputs.Length;
            }
            else
            {
                result.Add(rows.Columns[at++]);
            }
        }

        rows.Columns = result;
    }

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteStartArray("columns");
        foreach (OneHotColumn column in columns)
        {
            json.WriteStartObject();
            column.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public override IEnumerable<(string Column, string Text)> Describe() =>
        columns.Select(column => (column.Categories.Name, column.Describe()));

    // Which categories share the column of rare ones.
    private bool[] Rare(int[] categories, int count)
    {
        var counts = new int[count];
        foreach (int category in categories)
        {
            if (category >= 0)
            {
                counts[category]++;
            }
        }

        double least = minimum is >= 1 ? minimum.Value : (minimum ?? 0) * categories.Length;
        bool[] rare = Array.ConvertAll(counts, occurrences => occurrences < least);
        int kept = rare.Count(isRare => !isRare);
        if (most is long limit && kept + (kept < count ? 1 : 0) > limit)
        {
            // Of equally frequent categories the later ones are kept, as with scikit-learn's stable sort.
            int[] rising = [.. Enumerable.Range(0, count).OrderBy(category => counts[category])];
            foreach (int category in rising.Take(count - (int)(limit - 1)))
            {
                rare[category] = true;
            }
        }

        return rare;
    }
}
