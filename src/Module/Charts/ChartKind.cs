namespace NormTools;

/// <summary>What a chart shows of a result.</summary>
public enum ChartKind
{
    /// <summary>Curves: of runs over their epochs, of Measure-LearningCurve and its kin, of Find-LearningRate over the rates, of a sweep the best score so far, of
    /// Measure-SignalPropagation over the layers.</summary>
    Curve,

    /// <summary>The confusion matrix of a test.</summary>
    Confusion,

    /// <summary>ROC curves of a test, with their areas.</summary>
    Roc,

    /// <summary>Precision over recall of a test.</summary>
    PrecisionRecall,

    /// <summary>How often predictions of a confidence are right, of a test.</summary>
    Calibration,

    /// <summary>Histograms of a model's parameters.</summary>
    Weight,

    /// <summary>Histograms of the outputs of the layers, of Measure-SignalPropagation.</summary>
    Activation,

    /// <summary>Histograms of the gradients at the layers, of Measure-SignalPropagation.</summary>
    Gradient,

    /// <summary>Parallel coordinates of a sweep: an axis a parameter, a line a trial.</summary>
    Parallel,

    /// <summary>The best score of a sweep by two of its parameters; what the steps of a sample read of each other, of Invoke-Model -Attention.</summary>
    Heat,
}
