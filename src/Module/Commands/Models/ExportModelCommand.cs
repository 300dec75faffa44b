using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Writes a model to a safetensors file: the state under PyTorch's names, and the layers to rebuild the
/// model.</summary>
[Cmdlet(VerbsData.Export, "Model", SupportsShouldProcess = true, DefaultParameterSetName = FromPipeline)]
[OutputType(typeof(FileInfo))]
public sealed class ExportModelCommand : NormToolsCommand
{
    private const string FromPipeline = "InputObject";
    private const string ByPosition = "Position";

    // Names that say another format: what reads them would find something else.
    private static readonly string[] OtherFormats =
    {
        ".onnx", ".pt", ".pth", ".pkl", ".h5", ".hdf5", ".keras", ".npy", ".npz", ".pb", ".tflite", ".mlmodel", ".gguf", ".json", ".xml", ".csv", ".zip",
    };

    /// <summary>The model.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = FromPipeline)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPosition)]
    [Alias("Model")]
    [ModelTransformation]
    public Model InputObject { get; set; } = null!;

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromPipeline)]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByPosition)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the file's information to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        string extension = System.IO.Path.GetExtension(Path);
        if (OtherFormats.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            throw Errors.NotASafetensorsPath(Path, extension);
        }

        string file = PathResolver.ForWriting(this, Path, Force);
        if (!ShouldProcess(file, "Export model"))
        {
            return;
        }

        InputObject.Save(file);
        if (InputObject is { AwaitsTraining: true, TrainedLoss: null })
        {
            WriteWarning("The model was not trained: the file has the weights that it was made with, and neither the names of the columns nor the preprocessor, "
                + "which a model takes from the data that it is trained on (Start-TrainingRun).");
        }

        if (PassThru)
        {
            WriteObject(new FileInfo(file));
        }
    });
}
