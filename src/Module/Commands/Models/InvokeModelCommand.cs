using System.Collections;
using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Sends samples through a model.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Model")]
[OutputType(typeof(Tensor), typeof(PSObject))]
public sealed class InvokeModelCommand : NormToolsCommand
{
    private const int RowsOfBatch = 4096; // rows of the pipeline that are passed through the model together

    private RowCollector? collector;
    private bool areLoneTexts; // that came without a table
    private RowAnswers? answers;
    private Action<object>? collect; // once the first row has come
    private bool hasWarned;
    private bool takesNoRows; // the model or what is asked of it: it was told
    private ModelLayer? attention; // whose weights are looked at

    /// <summary>Samples as a tensor [rows, ...], a data set or a split (its test part), or rows such as those of
    /// Import-Csv, for a model that knows its columns.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public object InputObject { get; set; } = null!;

    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ModelTransformation]
    public Model Model { get; set; } = null!;

    /// <summary>Passes the samples as one training batch: batch statistics are used, running statistics are updated,
    /// dropout is active.</summary>
    [Parameter]
    public SwitchParameter Training { get; set; }

    /// <summary>The generator that dropout draws from with -Training; it advances. By default the model's own stream,
    /// which advances as well.</summary>
    [Parameter]
    public RandomGenerator? Generator { get; set; }

    /// <summary>Output: the model's own; Class: the number of the largest output, Int64 [rows]; Probability: the
    /// softmax of the outputs. For a single output, Probability is its sigmoid, and Class is 1 above 0.5. Outputs that
    /// are probabilities already stay as they are. Row: each input row with Prediction, Confidence and a column for
    /// each class added.</summary>
    [Parameter]
    [ValidateSet("Output", "Class", "Probability", "Row")]
    public string As { get; set; } = "Output";

    /// <summary>The name of a layer with attention: what each step reads of each there, a map a sample, is written instead of the
    /// outputs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Attention { get; set; }

    private protected override bool AnswersRows => true;

    protected override void ProcessRecord()
    {
        if (takesNoRows && RecordReader.IsRecord(InputObject))
        {
            return;
        }

        if (collect is not null && RecordReader.IsRecord(InputObject))
        {
            GuardRow(InputObject, collect);
        }
        else
        {
            Guard(InputObject, Take);
        }
    }

    protected override void EndProcessing() => Guard(Model, () =>
    {
        Flush();
        collector?.Warn(WriteWarning);
    });

    private void Take()
    {
        Model.ThrowIfDisposed();
        if (As is "Class" or "Probability" && Model is { ClassNames: null, TrainedLoss: { } loss } && LossMemory.IsOfQuantities(loss))
        {
            takesNoRows = true;
            throw Errors.NotOfClasses(As, (string)loss["type"]!);
        }

        if (Attention is not null)
        {
            string? other = new[] { nameof(As), nameof(Training) }.FirstOrDefault(MyInvocation.BoundParameters.ContainsKey);
            attention ??= other is null ? AttentionReading.LayerOf(Model, Attention) : throw Errors.Exclusive(other, nameof(Attention));
        }

        if (Generator is not null && !Training)
        {
            throw Errors.NoEffect(nameof(Generator), nameof(Training));
        }

        object basic = Unwrapped.Of(InputObject)!;
        basic = DataTableRows.Of(basic) ?? basic;
        if (basic is DatasetSplit split)
        {
            basic = split.Test ?? throw Errors.EmptyPart("Test");
        }

        if (basic is Dataset data)
        {
            Dataset prepared = ModelInput.Prepare(Model, data, WriteWarning);
            GapSearch.Refuse(prepared);
            Write(prepared);
        }
        else if (TextInput.Rows(Model, basic) is { } texts)
        {
            areLoneTexts = true;
            foreach (PSObject row in texts)
            {
                GuardRow(row, Collect);
            }
        }
        else if (RecordReader.IsRecord(basic))
        {
            collect ??= Collect;
            Collect(InputObject);
        }
        else if (basic is IEnumerable list && RecordReader.HoldsRecords(list))
        {
            collect ??= Collect;
            collector ??= NewCollector();
            foreach (object? row in StopFlag.Each(list.Cast<object?>()))
            {
                GuardRow(row!, collect);
            }
        }
        else
        {
            Write(basic is object[] { Length: 0 } ? throw Errors.NoRowsToAnswer()
                : ModelInput.Prepare(Model, TensorReader.ReadAny(basic, nameof(InputObject)), WriteWarning));
        }
    }

    private void Collect(object row)
    {
        Model.ThrowIfDisposed();
        collector ??= NewCollector();
        collector.Add(row ?? throw Errors.NothingGiven("A row"));
        if (!hasWarned && collector.Count > 0)
        {
            hasWarned = true;
            string[] further = collector.Further(row).Except(Model.TargetNames ?? Array.Empty<string>(), StringComparer.OrdinalIgnoreCase).ToArray();
            if (further.Length > 0)
            {
                WriteWarning(Errors.IgnoredColumns(further));
            }
        }

        // The other forms are one tensor for all rows, and some models need all rows together.
        if ((As == "Row" || attention is not null) && collector.Count >= RowsOfBatch && !Training && !Model.NeedsWholeBatch)
        {
            Guard(row, Flush);
        }
    }

    private RowCollector NewCollector()
    {
        if (Model.Preprocessor is { IsTable: true, HasNames: true } preprocessor)
        {
            return new RowCollector(preprocessor, keepsCells: As == "Row");
        }

        takesNoRows = true;
        throw Model.RefusalOfRows();
    }

    private void Flush()
    {
        if (collector is not { Count: > 0 })
        {
            return;
        }

        (Dataset data, IReadOnlyList<object> rows, IReadOnlyList<long> origins) = collector.Take();
        var refusals = new RowRefusals(row => origins[row]);
        Dataset prepared = data.PrepareWith(Model.Preprocessor!, WriteWarning, isFirst: answers is null, refusals);
        void Refuse(int row, NormToolsException failure)
        {
            object record = rows[row] is RowCells cells ? cells.Record : rows[row];
            NormToolsException told = areLoneTexts ? Errors.LoneText(failure, TextInput.Of(record), origins[row]) : failure;
            WriteError(told.ToErrorRecord(record));
        }

        refusals.Each(Refuse);
        long[] whole = GapSearch.WholeRows(data, prepared, refusals, row => origins[row], Refuse);
        if (whole.Length < rows.Count)
        {
            prepared = prepared.Part(whole);
            rows = Array.ConvertAll(whole, row => rows[(int)row]);
        }

        if (rows.Count > 0)
        {
            Write(prepared, rows, Array.ConvertAll(whole, row => origins[(int)row]));
        }
    }

    /// <param name="data">Samples as the model takes them.</param>
    /// <param name="rows">The rows of the pipeline that they are; null for others.</param>
    /// <param name="numbers">The places of these rows among all that came.</param>
    private void Write(Dataset data, IReadOnlyList<object>? rows = null, long[]? numbers = null)
    {
        if (attention is not null)
        {
            foreach (AttentionMap map in AttentionReading.Of(Model, attention, data, numbers))
            {
                WriteObject(map);
            }

            return;
        }

        bool isWhole = As == "Row" || numbers is null || numbers.Length == collector!.Seen;
        if (!isWhole && As == "Class")
        {
            throw Errors.ClassesOfSomeRows(collector!.Seen - numbers!.Length, collector.Seen);
        }

        Tensor output = null!;
        if (Training)
        {
            StopFlag.Whole(() => output = Forward(data)); // it updates statistics, so Ctrl+C must not stop it halfway
        }
        else
        {
            output = Forward(data);
        }

        if (As == "Row")
        {
            answers ??= new RowAnswers(Model, WriteWarning);
            WriteObject(answers.Of(rows ?? SampleRows.Of(data), output), enumerateCollection: true);
            return;
        }

        Tensor shaped = Shape(output);
        WriteObject(isWhole ? shaped : Predictions.Spread(shaped, numbers!, collector!.Seen), enumerateCollection: false);
    }

    private Tensor Forward(Dataset data)
    {
        if (Training)
        {
            Model.ThrowIfTraining("passed through in training mode");
        }

        Tensor output = ModelPass.Forward(Model, data, Training, Generator);
        return As == "Row" || Model.Preprocessor?.Target is not null || Model.IsUnitOf(data) ? Model.InUnit(output, data) : output;
    }

    private Tensor Shape(Tensor output) => As switch
    {
        "Class" => Predictions.Class(Model, output),
        "Probability" => Predictions.Probability(Model, output),
        _ => output,
    };
}
