namespace NormTools.Commands;

/// <summary>What a cmdlet is given in either order: a model and data, or data from the pipeline and the model. Rows are gathered to one call, so that what is
/// wrong with all of them is told once.</summary>
internal sealed class DataOrModel
{
    private readonly NormToolsCommand command;
    private readonly Action<Model, object> work;
    private List<object>? rows; // of the pipeline

    /// <param name="command">The cmdlet.</param>
    /// <param name="work">Takes the model and the data.</param>
    public DataOrModel(NormToolsCommand command, Action<Model, object> work)
    {
        this.command = command;
        this.work = work;
    }

    /// <summary>Takes an object of the pipeline.</summary>
    /// <param name="input">A model, data, or a row of some.</param>
    /// <param name="other">The other one.</param>
    public void Take(object input, object other) => command.Guard(input, () =>
    {
        object basic = Unwrapped.Of(input)!;
        if (basic is Model model)
        {
            work(model, other);
        }
        else if (basic is not (Dataset or DatasetSplit) && RecordReader.IsRecord(basic))
        {
            (rows ??= new List<object>()).Add(input);
        }
        else
        {
            work(Given(input, other), input);
        }
    });

    /// <summary>Takes the rows, once all have come.</summary>
    public void TakeRows(object other)
    {
        if (rows is not null)
        {
            command.Guard(rows, () => work(Given(rows[0], other), rows.ToArray()));
        }
    }

    // The model, where the data came through the pipeline.
    private static Model Given(object input, object other) => Unwrapped.Of(other) as Model ?? throw Errors.NotAModel(input);
}
