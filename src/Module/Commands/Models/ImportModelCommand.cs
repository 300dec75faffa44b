using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Reads a model from a file of Export-Model, or PyTorch's state dict into a model that is there.</summary>
[Cmdlet(VerbsData.Import, "Model", DefaultParameterSetName = "Path")]
[OutputType(typeof(Model))]
public sealed class ImportModelCommand : NormToolsCommand
{
    /// <summary>The safetensors file; wildcards have to name one file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path", ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The file's name as it is, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = null!;

    /// <summary>A model of the same layers that takes over the file's values: for a state dict that PyTorch
    /// wrote.</summary>
    [Parameter]
    [ValidateNotNull]
    public Model? Into { get; set; }

    protected override void ProcessRecord()
    {
        bool literal = ParameterSetName == "LiteralPath";
        string path = literal ? LiteralPath : Path;
        Guard(path, () =>
        {
            string file = PathResolver.Existing(this, path, literal);
            if (Into is null)
            {
                WriteObject(Model.Load(file));
            }
            else
            {
                Into.LoadState(file);
                WriteObject(Into);
            }
        });
    }
}
