namespace NormTools.Charts;

/// <summary>How a result is drawn; what is left out is what suits it.</summary>
internal sealed class ChartOptions
{
    public ChartKind? Kind { get; set; }

    public string? Title { get; set; }

    /// <summary>For runs: the metric over the epochs.</summary>
    public string Metric { get; set; } = "Loss";

    /// <summary>For curves: the vertical axis; for histograms: their counts.</summary>
    public bool Logarithmic { get; set; }

    /// <summary>For runs: the epochs.</summary>
    public bool LogarithmicEpoch { get; set; }

    /// <summary>For runs that differ in seeds alone: a line each, and no band.</summary>
    public bool Separate { get; set; }

    /// <summary>For ROC and precision: the classes; null for all.</summary>
    public string[]? Class { get; set; }

    /// <summary>For the heat map of a sweep: two parameters; null for those that matter most.</summary>
    public string[]? Parameter { get; set; }

    /// <summary>For histograms: layers or parameters; null for all.</summary>
    public string[]? Layer { get; set; }
}
