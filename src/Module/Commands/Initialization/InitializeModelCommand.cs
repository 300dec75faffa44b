using System.Management.Automation;
using NormTools.Native;

namespace NormTools.Commands;

/// <summary>Initialises the parameters of a model again.</summary>
[Cmdlet(VerbsData.Initialize, "Model", DefaultParameterSetName = "Scheme")]
[OutputType(typeof(Model))]
public sealed class InitializeModelCommand : InitializationCommand
{
    /// <summary>The model; it is changed in place.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>A recipe for the whole model, or an initialisation for its weights.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Scheme")]
    [Alias("Init")]
    [ArgumentCompleter(typeof(SchemeCompleter))]
    public string Scheme { get; set; } = null!;

    /// <summary>A script block for each layer: { param($layer, $generator) ... }.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Script")]
    public ScriptBlock Script { get; set; } = null!;

    /// <summary>The types of the layers to initialise, such as Linear or Conv*.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LayerTypeCompleter))]
    public string[]? LayerType { get; set; }

    /// <summary>The names of the parameters to initialise, such as 0.* or *.weight.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>A number for the biases, or Zero, Default or Keep.</summary>
    [Parameter(ParameterSetName = "Scheme")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BiasCompleter))]
    public object? Bias { get; set; }

    /// <summary>What the biases of the forget gates of LSTMs become; by default what the scheme says.</summary>
    [Parameter(ParameterSetName = "Scheme")]
    [NumberTransformation]
    public double? ForgetBias { get; set; }

    /// <summary>Draws the weight of each gate, and queries, keys and values, as matrices of their own.</summary>
    [Parameter(ParameterSetName = "Scheme")]
    public SwitchParameter PerGate { get; set; }

    /// <summary>Samples for Lsuv, as a tensor or a data set.</summary>
    [Parameter(ParameterSetName = "Scheme")]
    [Alias("Batch")]
    [ValidateNotNull]
    public object? Data { get; set; }

    /// <summary>How many of the samples Lsuv sends through the model.</summary>
    [Parameter(ParameterSetName = "Scheme")]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumberTransformation]
    public int? BatchSize { get; set; }

    /// <summary>Gives each parameter its own stream, made from the seed and its name.</summary>
    [Parameter]
    public SwitchParameter SeedPerParameter { get; set; }

    /// <summary>Writes the model to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        InputObject.ThrowIfDisposed();
        InputObject.ThrowIfTraining("initialised");
        var streams = new ParameterStreams(InputObject, Generator, Seed, SeedPerParameter);
        var selection = new LayerSelection(LayerType, Name);
        using var before = new ModelSnapshot(InputObject);
        try
        {
            if (ParameterSetName == "Script")
            {
                before.KeepAll();
                RunScript(selection, streams);
            }
            else
            {
                Apply(selection, streams, before.Keep);
            }

            streams.Commit();
        }
        catch
        {
            StopFlag.Whole(before.Restore); // all or nothing, whatever stopped it: an error, a warning, Ctrl+C
            throw;
        }

        if (PassThru)
        {
            WriteObject(InputObject);
        }
    });

    private void Apply(LayerSelection selection, ParameterStreams streams, Action<Tensor> keep)
    {
        bool? perGate = MyInvocation.BoundParameters.ContainsKey(nameof(PerGate)) ? (bool)PerGate : (bool?)null;
        var scheme = InitializationScheme.Create(Scheme, Given(), perGate, InputObject);
        string? warning = new ModelInitialization
        {
            Scheme = scheme,
            Selection = selection,
            Bias = Bias is null ? null : BiasRule.Parse(Bias),
            ForgetBias = ForgetBias,
            Stream = streams.For,
            Report = (name, what) => WriteVerbose($"{name}: {what}"),
            Warn = WriteWarning,
            Keep = keep,
            Batch = LsuvScaling.Samples(scheme, InputObject, Data, BatchSize, WriteWarning),
        }.Apply(InputObject);
        if (warning is not null)
        {
            WriteWarning(warning);
        }
    }

    private void RunScript(LayerSelection selection, ParameterStreams streams)
    {
        if (Given().Count > 0 || Name is not null)
        {
            throw Errors.NoEffect(Name is null ? Given()[0].Key : nameof(Name), nameof(Scheme));
        }

        LayerScript.Run(Script, InputObject, layer => LayerType is null || selection.Chooses(layer, false), streams);
    }
}
