using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>Products and powers of columns up to a degree.</summary>
/// <remarks>
/// scikit-learn's PolynomialFeatures: 1, a, b, a^2, a b, b^2 and so on, by degree, then by column, combinations with
/// replacement. They replace the first of the columns used.
/// </remarks>
internal sealed class PolynomialStep : PreprocessingStep
{
    private const int MostOutputs = 65_536;

    private readonly int least;
    private readonly int most;
    private readonly bool interactionOnly;
    private readonly bool hasBias;
    private string[] names = [];
    private int[] places = [];
    private int[][] products = []; // for each output, which of the columns are multiplied
    private ColumnInfo[] outputs = [];

    public PolynomialStep(StepArguments arguments)
        : base(arguments)
    {
        long[] degree = arguments.Sizes("degree", least: 0) ?? [2];
        (least, most) = degree.Length switch
        {
            1 => (0, (int)degree[0]),
            2 => ((int)degree[0], (int)degree[1]),
            _ => throw arguments.Invalid("degree", "has to be a number, or the least and the greatest one"),
        };
        interactionOnly = arguments.Flag("interaction_only", false);
        hasBias = arguments.Flag("include_bias", true);
        if (least > most)
        {
            throw arguments.Invalid("degree", "has to rise");
        }
    }

    // The inverse needs the columns themselves among the products.
    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("Polynomial", arguments => new PolynomialStep(arguments));

    public override bool HasInverse => least <= 1 && most >= 1;

    public override void Fit(TrainingRows training)
    {
        ColumnInfo[] columns = training.Infos;
        names = [.. ChooseNumbers(columns).Select(i => columns[i].Name)];
    }

    public override void Read(Learnt learnt) => names = learnt.Texts("columns");

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        places = NamedColumns.Places(names, columns, Subject);
        List<int[]> all = [];
        for (int degree = least; degree <= most && names.Length > 0; degree++)
        {
            if (degree > 0)
            {
                Combine(all, new int[degree], 0, 0);
            }
            else if (hasBias)
            {
                all.Add([]);
            }
        }

        if (least > 0 && hasBias && names.Length > 0)
        {
            all.Insert(0, []);
        }

        products = [.. all];
        outputs = [.. products.Select(product => new ColumnInfo(Name(product), false))];
        return [.. Replaced(columns, outputs)];
    }

    public override void Apply(Frame rows)
    {
        FrameColumn[] made = [.. products.Select((product, i) =>
        {
            Memory<double> values = rows.NewValues(1);
            foreach (int factor in product)
            {
                TensorPrimitives.Multiply(values.Span, rows.Columns[places[factor]].Values, values.Span);
            }

            return new FrameColumn(outputs[i], values, null);
        })];
        rows.Columns = [.. Replaced([.. rows.Columns], made)];
    }

    public override void Invert(Frame rows)
    {
        if (!HasInverse)
        {
            throw NoInverse();
        }

        if (places.Length == 0)
        {
            return;
        }

        int first = places.Min();
        List<FrameColumn> result = [.. rows.Columns.Take(first), .. rows.Columns.Skip(first + outputs.Length)];
        foreach (int i in Enumerable.Range(0, places.Length).OrderBy(i => places[i]))
        {
            int output = Array.FindIndex(products, product => product.Length == 1 && product[0] == i);
            result.Insert(places[i], rows.Columns[first + output].With(new ColumnInfo(names[i], false)));
        }

        rows.Columns = result;
    }

    public override void WriteLearnt(Utf8JsonWriter json) => json.WriteTexts("columns", names);

    public override IEnumerable<(string Column, string Text)> Describe() =>
        names.Length == 0 ? [] : [(string.Join(", ", names), $"{Plural.Of(outputs.Length, "column")}: {NamedColumns.List(outputs.Select(info => info.Name))}")];

    private IEnumerable<T> Replaced<T>(T[] columns, T[] made)
    {
        HashSet<int> taken = [.. places];
        int first = places.Length == 0 ? -1 : places.Min();
        return columns.SelectMany((column, i) => i == first ? made : taken.Contains(i) ? [] : [column]);
    }

    // All combinations of columns in ascending order, with or without repetition.
    private void Combine(List<int[]> all, int[] choice, int position, int from)
    {
        if (position == choice.Length)
        {
            if (all.Count == MostOutputs)
            {
                throw CoreException.InvalidData(
                    "TooManyColumns", $"{Subject}: {names.Length} columns make more than {MostOutputs:N0} products of that degree.");
            }

            all.Add((int[])choice.Clone());
            return;
        }

        for (int column = from; column < names.Length; column++)
        {
            choice[position] = column;
            Combine(all, choice, position + 1, interactionOnly ? column + 1 : column);
        }
    }

    private string Name(int[] product) => product.Length == 0
        ? "1"
        : string.Join(" ", product.GroupBy(column => column).Select(group =>
            group.Count() == 1 ? names[group.Key] : FormattableString.Invariant($"{names[group.Key]}^{group.Count()}")));
}
