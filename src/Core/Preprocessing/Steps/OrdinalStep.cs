using System.Runtime.CompilerServices;
using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>Turns categories into 0, 1, 2...: their positions in the given or sorted order.</summary>
/// <remarks>A missing value stays missing.</remarks>
internal sealed class OrdinalStep : PreprocessingStep
{
    private readonly bool refuses;
    private readonly GivenCategories given;
    private CategoryList[] lists = [];
    private int[] places = [];

    public OrdinalStep(StepArguments arguments)
        : base(arguments)
    {
        refuses = arguments.OneOf("unknown", "Error", "Error", "Missing") == "Error";
        given = new GivenCategories(arguments.Nested("categories"), arguments);
    }

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("Ordinal", arguments => new OrdinalStep(arguments));

    public override bool MayRefuseRows => refuses;

    public override void Fit(TrainingRows training)
    {
        int[] chosen = Choose(training.Infos, column => column.IsText);
        given.Check(chosen.Select(i => training.Infos[i].Name), Subject);
        lists = training.Learn(chosen, column =>
        {
            CategoryList list = CategoryList.Of(column, given.Of(column.Info.Name), takesMissing: false);
            if (refuses && given.Of(column.Info.Name) is not null)
            {
                list.RefuseLacking(column, training.Rows, Subject, $"Ordinal {GivenCategories.Line(column.Info.Name)}", "-Unknown Missing makes gaps of others.");
            }

            return list;
        });
    }

    public override void Read(Learnt learnt) => lists = [.. learnt.Objects("columns").Select(CategoryList.Read)];

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        places = NamedColumns.Places([.. lists.Select(list => list.Name)], columns, Subject);
        var outputs = (ColumnInfo[])columns.Clone();
        for (int i = 0; i < places.Length; i++)
        {
            lists[i].CheckKind(columns[places[i]], Subject);
            outputs[places[i]] = new ColumnInfo(lists[i].Name, false);
        }

        return outputs;
    }

    public override void Apply(Frame rows)
    {
        for (int i = 0; i < places.Length; i++)
        {
            FrameColumn column = rows.Columns[places[i]];
            int[] categories = lists[i].Of(column, rows.Rows);
            Span<double> values = column.Values;
            for (int row = 0; row < values.Length; row++)
            {
                if (categories[row] < 0 && !double.IsNaN(values[row]))
                {
                    lists[i].MeetUnknown(column, row, rows, refuses, Subject);
                }

                values[row] = categories[row] >= 0 ? categories[row] : double.NaN;
            }

            rows.Columns[places[i]] = column.With(new ColumnInfo(lists[i].Name, false));
        }
    }

    /// <summary>The category of the nearest number.</summary>
    public override void Invert(Frame rows)
    {
        for (int i = 0; i < places.Length; i++)
        {
            int last = lists[i].Count - 1;
            int[] categories = Array.ConvertAll(rows.Columns[places[i]].Values.ToArray(), value =>
                double.IsNaN(value) ? -1 : (int)Math.Clamp(Math.Round(value), 0, last));
            rows.Columns[places[i]] = lists[i].ToColumn(categories);
        }
    }

    public override void WriteLearnt(Utf8JsonWriter json)
    {
        json.WriteStartArray("columns");
        foreach (CategoryList list in lists)
        {
            json.WriteStartObject();
            list.Write(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public override IEnumerable<(string Column, string Text)> Describe() => lists.Select(list => (
        list.Name,
        "0, 1, 2... for " + NamedColumns.List(Enumerable.Range(0, list.Count).Select(list.Label))));
}
