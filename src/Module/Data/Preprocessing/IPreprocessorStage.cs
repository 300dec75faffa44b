namespace NormTools;

/// <summary>A part of a preprocessor that a table goes through as a whole: the core's steps, or a script block.</summary>
internal interface IPreprocessorStage
{
    /// <summary>What the user wrote.</summary>
    IReadOnlyList<PreprocessingStep> Steps { get; }

    /// <summary>What each step learnt, a line a column.</summary>
    IEnumerable<PreprocessorStepState> States(int number);

    /// <summary>The same, fitted on a table.</summary>
    IPreprocessorStage Fit(RawTable training);

    /// <summary>The table as it leaves the steps.</summary>
    PreparedTable Apply(RawTable table, DType type);
}
