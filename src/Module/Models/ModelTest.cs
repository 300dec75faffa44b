using System.Management.Automation;
using System.Text;
using NormTools.Native;

namespace NormTools;

/// <summary>How well a model does on a data set.</summary>
public sealed partial class ModelTest : IDisplay
{
    internal ModelTest(Dictionary<string, object?> json, string[]? classNames, bool hasWeights)
    {
        ClassNames = classNames;
        this.hasWeights = hasWeights;
        Count = (long)json["rows"]!;
        Loss = Real(json["loss"]);
        Metrics = Rows(json["metrics"], ("Name", "name"), ("Value", "value"), ("Low", "low"), ("High", "high"), ("Reason", "reason"));
        Name(Metrics, "Metric");
        foreach (PSObject metric in Metrics)
        {
            metric.Properties.Add(new PSNoteProperty("Count", Count));
        }

        Headlines = ((List<object?>)json["metrics"]!).Cast<Dictionary<string, object?>>()
            .Where(metric => (bool)metric["headline"]! && metric["value"] is not null).Select(Said).ToArray();
        var baseline = (Dictionary<string, object?>)json["baseline"]!;
        Baseline = Real(baseline["value"]);
        long classes = (long)json["classes"]!;
        Worst = ((List<object?>)json["worst"]!).Select(item => Mistake((Dictionary<string, object?>)item!, classes > 0)).ToArray();
        if (classes == 0)
        {
            return;
        }

        double[] counts = ((List<object?>)json["counts"]!).Select(Real).ToArray();
        Accuracy = Value("Accuracy");
        Tensor cells = TensorReader.Read(counts, DType.Float64).Reshape(classes, classes);
        ConfusionMatrix = hasWeights ? cells : cells.To(DType.Int64);
        PerClass = Rows(
            json["per_class"], ("Class", "class"), ("Count", "count"), ("Precision", "precision"), ("Recall", "recall"), ("F1", "f1"), ("Auc", "auc"), ("AveragePrecision", "average_precision"));
        foreach (PSObject row in PerClass)
        {
            row.Properties["Class"].Value = Name((long)row.Properties["Class"].Value);
        }

        Name(PerClass, "Class");

        Dictionary<string, object?>[] classesOf = ((List<object?>)json["per_class"]!).Cast<Dictionary<string, object?>>().ToArray();
        Curve = classesOf.All(item => item.ContainsKey("thresholds"))
            ? classesOf.Select(item => new ClassCurve(Name((long)item["class"]!), item)).ToArray()
            : null;
        Calibration = Rows(json["calibration"], ("Count", "count"), ("Confidence", "confidence"), ("Accuracy", "accuracy"));
    }

    /// <summary>The number of samples.</summary>
    public long Count { get; }

    /// <summary>How many of the samples are rows that the model was trained on, as far as this session knows.</summary>
    public long TrainedCount { get; internal set; }

    /// <summary>The loss of all samples.</summary>
    public double Loss { get; }

    /// <summary>The share of right predictions, 0 to 1; null for a regression.</summary>
    public double? Accuracy { get; }

    /// <summary>All metrics that apply: Name, Value, Low and High (95 % interval), Count, and the Reason if one is not
    /// defined.</summary>
    public PSObject[] Metrics { get; }

    /// <summary>Precision, recall, F1, AUC and average precision of each class; null for a regression.</summary>
    public PSObject[]? PerClass { get; }

    /// <summary>The points of each class's ROC and precision-recall curves, against the rest; null for a regression.</summary>
    public ClassCurve[]? Curve { get; }

    /// <summary>The most confident mistakes, or the largest differences; Row counts from 0, in the data's order.</summary>
    public PSObject[] Worst { get; }

    /// <summary>Number of samples, mean confidence and accuracy in ten bins of confidence; null for a
    /// regression.</summary>
    public PSObject[]? Calibration { get; }

    /// <summary>The score that needs no model: the accuracy of always predicting the largest class, or the root mean
    /// square error of always predicting the mean.</summary>
    public double Baseline { get; }

    /// <summary>Of windows of a series: what repeating the last value, or a season, would do on the same rows: Name, MeanAbsoluteError and
    /// Mase, and those of the model first. Empty for other data.</summary>
    public PSObject[] Naive { get; internal set; } = Array.Empty<PSObject>();

    /// <summary>The model's mean absolute error divided by that of a naive forecast of the training rows, one row ahead, of several targets the mean of theirs; null where the
    /// data are no windows of a series.</summary>
    public double? Mase => NaiveErrors.Mase(Naive);

    /// <summary>[classes, classes]: the row is the true class, the column the predicted one. Int64 numbers of samples, or
    /// Float64 sums of their weights where the data have some; null for a regression.</summary>
    public Tensor? ConfusionMatrix { get; }

    /// <summary>The names of the classes.</summary>
    public string[]? ClassNames { get; }

    private string[] Headlines { get; }

    /// <summary>The whole confusion matrix as aligned text.</summary>
    public string ConfusionText() =>
        ConfusionMatrix is null ? string.Empty : new ConfusionDisplay(ConfusionMatrix, ClassNames).Matrix();

    /// <summary>Counts, loss, metrics and the confusion matrix as text.</summary>
    public string ToDisplayString() => Render(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => Render(width);

    /// <inheritdoc/>
    public override string ToString() =>
        "loss " + Text.Loss(Loss) + (Accuracy is null ? string.Empty : FormattableString.Invariant($", accuracy {Accuracy:0.00 %}"));

    private string Render(int width)
    {
        var text = new StringBuilder($"{Text.Count(Count, "sample")}, {this}").AppendLine();
        WrappedText.Append(text, string.Empty, Summary(), 0, width);
        if (TrainedCount > 0)
        {
            WrappedText.Append(text, string.Empty, Remark(), 0, width);
        }

        if (ConfusionMatrix is not null)
        {
            text.AppendLine().AppendLine(new ConfusionDisplay(ConfusionMatrix, ClassNames).Render(width));
        }

        if (Worst.Length > 0)
        {
            text.AppendLine().AppendLine(ConfusionMatrix is null ? "Largest differences:" : "Most confident mistakes:").AppendLine().Append(WorstTable());
        }

        return text.ToString().TrimEnd();
    }

    private string Remark() => TrainedCount == Count
        ? "The model was trained on these rows: this says how well it learnt them, not how well it does on new ones."
        : FormattableString.Invariant($"The model was trained on {TrainedCount:N0} of these rows: it may do worse on new ones.");

    private string Summary()
    {
        string baseline = Accuracy is null
            ? $"their mean alone has a root mean square error of {Text.Short(Baseline)}"
            : FormattableString.Invariant($"the largest class alone {Baseline:0.0 %}");
        return string.Join("; ", Headlines.Concat(new[] { baseline }).Concat(NaiveErrors.Said(Naive)));
    }

    private static string Said(Dictionary<string, object?> metric)
    {
        bool isPercent = (bool)metric["percent"]!;
        string Written(double number) => isPercent ? FormattableString.Invariant($"{number:0.0 %}") : Text.Short(number);
        double low = Real(metric["low"]);
        string interval = double.IsNaN(low) ? string.Empty : $" ({Written(low)} to {Written(Real(metric["high"]))})";
        return $"{metric["name"]} {Written(Real(metric["value"]))}{interval}";
    }

    private string WorstTable()
    {
        bool classes = ConfusionMatrix is not null;
        var table = new TextTable(">Row", classes ? "True" : ">True", classes ? "Predicted" : ">Predicted", classes ? ">Confidence" : ">Difference");
        string format = classes ? "G5" : Digits(Worst.SelectMany(row => row.Properties.Select(property => property.Value).OfType<double>()));
        foreach (PSObject row in Worst)
        {
            table.Add(row.Properties.Select(property => property.Value is double number
                ? number.ToString(format, System.Globalization.CultureInfo.InvariantCulture)
                : Convert.ToString(property.Value)!).ToArray());
        }

        return table.ToString();
    }

    // The same places behind the point for all numbers of a table, of which the largest has five digits.
    private static string Digits(IEnumerable<double> numbers)
    {
        double largest = numbers.Select(Math.Abs).Where(number => !double.IsNaN(number) && !double.IsInfinity(number)).DefaultIfEmpty(0).Max();
        int whole = largest == 0 ? 1 : 1 + (int)Math.Floor(Math.Log10(largest));
        return whole is > 9 or < -3 ? "G5" : FormattableString.Invariant($"F{Math.Max(0, 5 - Math.Max(whole, 0))}");
    }

    private double? Value(string name) =>
        (double?)Metrics.FirstOrDefault(item => (string)item.Properties["Name"].Value == name)?.Properties["Value"].Value;

    private string Name(long number) => ClassNames is not null && number < ClassNames.Length
        ? ClassNames[number]
        : number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // Type names for the views of the format file.
    private static void Name(PSObject[] rows, string kind)
    {
        foreach (PSObject row in rows)
        {
            row.TypeNames.Insert(0, "NormTools.ModelTest." + kind);
        }
    }

    private PSObject Mistake(Dictionary<string, object?> json, bool classes)
    {
        var row = new PSObject();
        row.TypeNames.Insert(0, "NormTools.ModelTest." + (classes ? "Mistake" : "Difference"));
        row.Properties.Add(new PSNoteProperty("Row", (long)json["row"]!));
        row.Properties.Add(new PSNoteProperty("True", classes ? Name((long)json["true"]!) : (object)Real(json["true"])));
        row.Properties.Add(new PSNoteProperty("Predicted", classes ? Name((long)json["predicted"]!) : (object)Real(json["predicted"])));
        row.Properties.Add(classes
            ? new PSNoteProperty("Confidence", Real(json["confidence"]))
            : new PSNoteProperty("Difference", Real(json["difference"])));
        return row;
    }

    private static PSObject[] Rows(object? list, params (string Property, string Key)[] columns) =>
        ((List<object?>)list!).Cast<Dictionary<string, object?>>().Select(item =>
        {
            var row = new PSObject();
            foreach ((string property, string key) in columns)
            {
                object? value = item[key];
                bool isText = value is string || property == "Reason";
                row.Properties.Add(new PSNoteProperty(property, isText ? value : property == "Class" ? value : Real(value)));
            }

            return row;
        }).ToArray();

    private static double Real(object? value) => JsonNumber.Real(value);
}
