namespace NormTools;

/// <summary>What a step of a preprocessor does with one column.</summary>
public sealed class PreprocessorStepState
{
    internal PreprocessorStepState(int number, string step, string? column, string? learnt)
    {
        Number = number;
        Step = step;
        Column = column;
        Learnt = learnt;
    }

    /// <summary>The step's place, from 1.</summary>
    public int Number { get; }

    /// <summary>What the step does.</summary>
    public string Step { get; }

    /// <summary>The column; null where nothing is fitted, or the step takes none.</summary>
    public string? Column { get; }

    /// <summary>What was learnt of it from the training rows, in words.</summary>
    public string? Learnt { get; }

    /// <inheritdoc/>
    public override string ToString() => Column is null ? Step : $"{Step} {Column}: {Learnt}";
}
