using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Reads a model from a file of Export-Model, or a PyTorch state dict into an existing model.</summary>
[Cmdlet(VerbsData.Import, "Model", DefaultParameterSetName = "Path")]
[OutputType(typeof(Model))]
public sealed class ImportModelCommand : NormToolsCommand
{
    /// <summary>The safetensors file; wildcards have to match one file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path", ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The file's name as it is, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = null!;

    /// <summary>A model with the same layers, into which the file's values are copied: for a state dict that PyTorch
    /// wrote.</summary>
    [Parameter]
    [ValidateNotNull]
    public Model? Into { get; set; }

    /// <summary>A dictionary from names in the file to names in the model, of tensors or layers, or a script block that
    /// gives the name for the one in $_.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Map { get; set; }

    /// <summary>Allows the script blocks in the file's preprocessor to run: read them first.</summary>
    [Parameter]
    public SwitchParameter AllowScript { get; set; }

    protected override void ProcessRecord()
    {
        bool literal = ParameterSetName == "LiteralPath";
        string path = literal ? LiteralPath : Path;
        Guard(path, () =>
        {
            string file = PathResolver.Existing(this, path, literal);
            if (Into is null)
            {
                if (Map is not null)
                {
                    throw Errors.NoEffect(nameof(Map), nameof(Into));
                }

                WriteObject(Model.Load(file, AllowScript));
            }
            else
            {
                if (AllowScript)
                {
                    throw Errors.Invalid("ParameterHasNoEffect", "-AllowScript has no effect with -Into, which takes only the values.");
                }

                Into.LoadState(file, Names(file, Into));
                WriteObject(Into);
            }
        });
    }

    // Null if the file's names are already the model's.
    private Dictionary<string, string>? Names(string path, Model model)
    {
        using var file = new TensorFile(path);
        if (Map is not null)
        {
            return StateNames.ByMap(file.Entries, Map);
        }

        KeyValuePair<string, long[]>[] state = model.StateShapes().ToArray();
        var own = new HashSet<string>(state.Select(entry => entry.Key), StringComparer.Ordinal);
        if (file.Entries.Any(entry => own.Contains(entry.Name)) || StateNames.ByShape(file.Entries, state) is not { } names)
        {
            return null;
        }

        WriteWarning(
            $"No name in the file is one of the model's; the tensors are assigned by their order and shapes: {StateNames.Describe(names)}. "
            + "Use -Map to assign them otherwise.");
        return names;
    }
}
