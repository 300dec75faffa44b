using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>The rows that models are judged by, as numbers: their labels, what the truth is, and what a model says of them.</summary>
internal sealed class JudgedRows
{
    private readonly Dataset data;

    public JudgedRows(Dataset data)
    {
        this.data = data;
        OfClasses = data.IsClassification;
        Tensor target = data.Target ?? throw Errors.Data("NoTarget", "Bias and variance are those of predictions, and the rows have no target.");
        Labels = OfClasses ? ((long[])target.ToArray()).Select(label => (double)label).ToArray()
            : ((float[])target.To(DType.Float32).ToArray()).Select(value => (double)value).ToArray();
        Width = OfClasses ? 1 : checked((int)Math.Max(data.TargetWidth, 1));
    }

    public bool OfClasses { get; }

    /// <summary>[rows * <see cref="Width"/>].</summary>
    public double[] Labels { get; }

    /// <summary>Quantities a row; 1 for classes.</summary>
    public int Width { get; }

    public int ClassCount => data.ClassNames?.Length ?? 0;

    /// <summary>The features as the first preparation has them.</summary>
    public float[] Features()
    {
        using Tensor feature = data.Feature.To(DType.Float32);
        return (float[])feature.ToArray();
    }

    /// <summary>A label or a main prediction as the user knows it.</summary>
    public object Named(double value) => OfClasses && data.ClassNames is { } names ? names[(int)value] : value;

    /// <summary>What a model says of the rows, in the unit of the targets, or as class numbers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prepared">The rows as the model takes them.</param>
    public double[] Predict(Model model, Dataset prepared)
    {
        Tensor output = ModelPass.Forward(model, prepared);
        if (OfClasses)
        {
            return ((long[])Predictions.Class(model, output).ToArray()).Select(label => (double)label).ToArray();
        }

        var values = (float[])model.InUnit(output, prepared).ToArray();
        int outputs = values.Length * Width / Labels.Length; // more than quantities where a variance is predicted, too
        return Enumerable.Range(0, Labels.Length).Select(i => (double)values[(i / Width * outputs) + (i % Width)]).ToArray();
    }

    /// <summary>The mean loss of predictions: squared, or 0-1.</summary>
    public double Loss(double[] predictions) => Labels.Zip(
        predictions, (label, value) => OfClasses ? (label == value ? 0 : 1) : (label - value) * (label - value)).Average();

    /// <summary>Takes the loss of several models' predictions apart.</summary>
    public Decomposition Decompose(double[][] predictions, double[]? truth) => OfClasses
        ? Decomposition.ZeroOne(predictions, Labels, truth ?? Labels, ClassCount)
        : Decomposition.Squared(predictions, Labels, truth ?? Labels, Width);

    /// <summary>The values of -Truth: a script that is asked for each row, or a value for each.</summary>
    /// <exception cref="NormToolsException">There are more or fewer, or one is no number and no class.</exception>
    public double[] Truth(object given)
    {
        object basic = Unwrapped.Of(given)!;
        object?[] values = basic switch
        {
            ScriptBlock block => Native.StopFlag.Each(SampleRows.Objects(data)).SelectMany(row => Ask(block, row)).ToArray(),
            Tensor tensor => tensor.ToArray().Cast<object?>().ToArray(),
            IEnumerable list and not string => list.Cast<object?>().ToArray(),
            _ => throw Errors.Truth(Labels.Length, basic),
        };
        return values.Length == Labels.Length ? Array.ConvertAll(values, Number) : throw Errors.Truth(Labels.Length, values);
    }

    private IEnumerable<object?> Ask(ScriptBlock block, PSObject row)
    {
        var variables = new List<PSVariable> { new PSVariable("_", row) };
        PSObject[] answers = OpenBlocks.Run(() => block.InvokeWithContext(null, variables, row), Errors.ScriptsTooDeep).ToArray();
        return answers.Length == Width ? answers : throw Errors.TruthOfRow(Width, answers);
    }

    private double Number(object? value)
    {
        object? basic = Unwrapped.Of(value);
        if (OfClasses)
        {
            int index = Array.IndexOf(data.ClassNames!, Convert.ToString(basic, CultureInfo.InvariantCulture));
            return index >= 0 ? index : throw Errors.NoSuchClass(Convert.ToString(basic, CultureInfo.InvariantCulture) ?? string.Empty, data.ClassNames!);
        }

        return TensorReader.TryNumber(basic, out double number) && !double.IsNaN(number) && !double.IsInfinity(number) ? number : throw Errors.NotANumber(value, "-Truth");
    }
}
