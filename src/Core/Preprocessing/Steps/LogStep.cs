using System.Runtime.CompilerServices;
using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>The logarithm of columns after adding an offset: log(x + offset).</summary>
internal sealed class LogStep : PreprocessingStep
{
    private readonly double offset;
    private readonly double factor; // 1 / ln(base)
    private string[] names = [];
    private int[] places = [];

    public LogStep(StepArguments arguments)
        : base(arguments)
    {
        offset = arguments.Number("offset", 0);
        double? radix = arguments.NumberOrNull("base", null, double.Epsilon);
        factor = radix is double given ? 1 / Math.Log(given) : 1;
        if (!double.IsFinite(factor))
        {
            throw arguments.Invalid("base", "has to be a positive number other than 1");
        }
    }

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("Log", arguments => new LogStep(arguments));

    public override bool MayRefuseRows => names.Length > 0;

    public override void Fit(TrainingRows training)
    {
        ColumnInfo[] columns = training.Infos;
        names = [.. ChooseNumbers(columns).Select(i => columns[i].Name)];
    }

    public override void Read(Learnt learnt) => names = learnt.Texts("columns");

    public override ColumnInfo[] Bind(ColumnInfo[] columns)
    {
        places = NamedColumns.Places(names, columns, Subject);
        return columns;
    }

    public override void Apply(Frame rows)
    {
        foreach (int place in places)
        {
            Span<double> values = rows.Columns[place].Values;
            for (int row = 0; row < rows.Rows; row++)
            {
                double value = values[row] + offset;
                if (value <= 0)
                {
                    double wider = Math.Floor(-values[row]) + 1;
                    rows.Refuse(row, CoreException.InvalidData(
                        "NotPositive",
                        FormattableString.Invariant($"{Subject}: column '{Excerpt.Of(rows.Columns[place].Info.Name)}' has {values[row]}, and only ")
                        + FormattableString.Invariant($"numbers above {0 - offset} have a logarithm here. Log -Offset {wider} takes log(x + {wider}).")));
                    value = double.NaN;
                }

                values[row] = Math.Log(value) * factor;
            }
        }
    }

    public override void Invert(Frame rows)
    {
        foreach (int place in places)
        {
            Span<double> values = rows.Columns[place].Values;
            for (int row = 0; row < rows.Rows; row++)
            {
                values[row] = Math.Exp(values[row] / factor) - offset;
            }
        }
    }

    public override void WriteLearnt(Utf8JsonWriter json) => json.WriteTexts("columns", names);

    public override IEnumerable<(string Column, string Text)> Describe() => names.Select(name =>
        (name, offset == 0 ? "its logarithm" : FormattableString.Invariant($"the logarithm of it plus {offset}")));
}
