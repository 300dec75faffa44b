namespace NormTools;

/// <summary>A part of a preprocessor: consecutive steps that the core carries out, or a script block.</summary>
internal interface IPreprocessorStage
{
    /// <summary>The steps that the user wrote.</summary>
    IReadOnlyList<PreprocessingStep> Steps { get; }

    /// <summary>What each step learnt, one line for each column.</summary>
    IEnumerable<PreprocessorStepState> States(int number);

    /// <summary>The same stage, fitted on a table.</summary>
    IPreprocessorStage Fit(RawTable training);

    /// <summary>Applies the steps to a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="type">Of the result.</param>
    /// <param name="refusals">Takes the rows that a step cannot take; what the result has for them means nothing.</param>
    PreparedTable Apply(RawTable table, DType type, RowRefusals refusals);
}
