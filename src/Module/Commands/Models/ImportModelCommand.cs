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

    /// <summary>The model's names by those in the file, of tensors or of layers, or a script block that gives the name for
    /// the one in $_.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Map { get; set; }

    /// <summary>Lets the script blocks run that the file's preprocessor has: read them first.</summary>
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
                    throw Errors.Invalid("ParameterHasNoEffect", "-AllowScript has no effect with -Into, which takes the values alone.");
                }

                Into.LoadState(file, Names(file, Into));
                WriteObject(Into);
            }
        });
    }

    // Null where the file's own names are the model's.
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
            $"The names in the file are none of the model's; its tensors are taken by their order and shapes: {StateNames.Describe(names)}. "
            + "-Map says it otherwise.");
        return names;
    }
}
