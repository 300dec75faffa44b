namespace NormTools;

/// <summary>What a step of a preprocessor learnt about one column.</summary>
public sealed class PreprocessorStepState
{
    internal PreprocessorStepState(int number, string step, string? column, string? learnt)
    {
        Number = number;
        Step = step;
        Column = column;
        Learnt = learnt;
    }

    /// <summary>The number of the step, from 1.</summary>
    public int Number { get; }

    /// <summary>The type of the step.</summary>
    public string Step { get; }

    /// <summary>The column; null if the step is not fitted, or applies to no column.</summary>
    public string? Column { get; }

    /// <summary>What was learnt about it from the training rows, in words.</summary>
    public string? Learnt { get; }

    /// <inheritdoc/>
    public override string ToString() => Column is null ? Step : $"{Step} {Column}: {Learnt}";
}
