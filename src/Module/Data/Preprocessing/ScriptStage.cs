using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools;

/// <summary>The user's script block, which computes columns from a row.</summary>
internal sealed class ScriptStage : IPreprocessorStage
{
    private const int MostShown = 60; // characters of the script that are shown

    private readonly PreprocessingStep step;
    private readonly int number;
    private readonly string subject; // how failures name the step
    private readonly ScriptColumns? learnt;

    /// <param name="step">The step.</param>
    /// <param name="number">Which of the preprocessor's it is, from 1.</param>
    /// <param name="learnt">Its columns; null until it is fitted.</param>
    public ScriptStage(PreprocessingStep step, int number, ScriptColumns? learnt = null)
    {
        this.step = step;
        this.number = number;
        this.learnt = learnt;
        subject = FormattableString.Invariant($"Step {number} ({step.Type})");
    }

    public IReadOnlyList<PreprocessingStep> Steps => new[] { step };

    /// <summary>How messages name it.</summary>
    public string Subject => subject;

    /// <summary>The columns that the block gives; none until it is fitted.</summary>
    public IEnumerable<string> Gives => learnt?.Given.Select(column => column.Name) ?? Array.Empty<string>();

    /// <summary>The JSON that a model file keeps.</summary>
    public OrderedDictionary Document
    {
        get
        {
            OrderedDictionary json = step.ToJson();
            json.Add("learnt", learnt!.ToJson());
            return json;
        }
    }

    /// <summary>Reads <see cref="Document"/>.</summary>
    /// <param name="json">The entry of the file.</param>
    /// <param name="number">Which of the preprocessor's steps it is, from 1.</param>
    /// <param name="allow">Whether the user allowed the file's script to run.</param>
    public static ScriptStage FromJson(Dictionary<string, object?> json, int number, bool allow)
    {
        PreprocessingStep step = PreprocessingStep.FromJson(json);
        if (allow)
        {
            step.Use(null);
        }

        return new ScriptStage(step, number, ScriptColumns.FromJson((List<object?>)json["learnt"]!));
    }

    public IEnumerable<PreprocessorStepState> States(int first)
    {
        string text = Text.Shorten(((string)step.Arguments["script"]!).Trim());
        string script = text.Length > MostShown ? text.Substring(0, MostShown) + "..." : text;
        foreach ((string name, bool isText) in learnt?.Given ?? Array.Empty<(string, bool)>())
        {
            yield return new PreprocessorStepState(first, step.Type, name, (isText ? "text of " : "a number of ") + script);
        }

        if (learnt is not { Given.Length: > 0 })
        {
            yield return new PreprocessorStepState(first, step.Type, null, script);
        }
    }

    public IPreprocessorStage Fit(RawTable training) =>
        new ScriptStage(step, number, ScriptColumns.Learn(training, step.Arguments["exclude"], Answers(training, null), subject));

    public PreparedTable Apply(RawTable table, DType type, RowRefusals refusals) => learnt!.Make(table, Answers(table, refusals));

    // The names and values that the block gives for each row; none for those that are refused.
    private List<KeyValuePair<string, object?>[]> Answers(RawTable table, RowRefusals? refusals)
    {
        if (step.Script is null)
        {
            throw Errors.ScriptNotAllowed((string)step.Arguments["script"]!);
        }

        var rows = new TableRows(table);
        var answers = new List<KeyValuePair<string, object?>[]>();
        for (int i = 0; i < rows.Count; i++)
        {
            answers.Add(refusals is null ? ScriptColumns.Read(Run(rows.Row(i), i), i, subject)
                : refusals.Contains(i) ? Array.Empty<KeyValuePair<string, object?>>()
                : Answer(rows.Row(i), i, refusals));
        }

        return answers;
    }

    private KeyValuePair<string, object?>[] Answer(PSObject row, int place, RowRefusals refusals)
    {
        long numberOfRow = refusals.Number(place);
        try
        {
            KeyValuePair<string, object?>[] answer = ScriptColumns.Read(Run(row, numberOfRow), numberOfRow, subject);
            learnt!.Check(answer, numberOfRow, subject);
            return answer;
        }
        catch (NormToolsException failure)
        {
            refusals.Add(place, failure);
            return Array.Empty<KeyValuePair<string, object?>>();
        }
    }

    // Any error in the block ends it, whatever $ErrorActionPreference is: a row must not lack its columns.
    private object Run(PSObject row, long numberOfRow)
    {
        var variables = new List<PSVariable>
        {
            new PSVariable("ErrorActionPreference", ActionPreference.Stop),
            new PSVariable("_", row),
        };
        variables.AddRange(step.Variables.Select(variable => new PSVariable(variable.Name, variable.Value)));
        IReadOnlyList<PSObject> given;
        try
        {
            given = OpenBlocks.Run(() => step.Script!.InvokeWithContext(null, variables, row), Errors.ScriptsTooDeep);
        }
        catch (LoopFlowException)
        {
            throw Errors.NoLoop("Block");
        }
        catch (RuntimeException failure) when (failure.ErrorRecord.Exception is NormToolsException own)
        {
            throw Errors.RefusedRow(own.Id, $"{subject}: {own.Message}", numberOfRow); // from a cmdlet of this module, whose message is clear enough
        }
        catch (RuntimeException failure) when (failure is not PipelineStoppedException)
        {
            throw Errors.ScriptFailed(subject, numberOfRow, failure);
        }

        return given.Count == 1 && given[0] is not null ? given[0] : throw Errors.ScriptAnswer(subject, numberOfRow, given.Count);
    }
}
