using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Reads the tensors of any safetensors file.</summary>
[Cmdlet(VerbsData.Import, "Tensor", DefaultParameterSetName = "Path")]
[OutputType(typeof(OrderedDictionary), typeof(Tensor))]
public sealed class ImportTensorCommand : NormToolsCommand
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

    /// <summary>The tensors to read, in this order; wildcards are allowed. Without it, a dictionary of all tensors by
    /// name.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    protected override void ProcessRecord()
    {
        bool literal = ParameterSetName == "LiteralPath";
        string path = literal ? LiteralPath : Path;
        Guard(path, () =>
        {
            using var file = new TensorFile(PathResolver.Existing(this, path, literal));
            if (Name is not null)
            {
                foreach (TensorFileEntry entry in Chosen(file.Entries))
                {
                    WriteObject(Interruptible(() => file.Read(entry)), enumerateCollection: false);
                }

                return;
            }

            var all = new OrderedDictionary(StringComparer.Ordinal);
            foreach (TensorFileEntry entry in file.Entries)
            {
                all.Add(entry.Name, Interruptible(() => file.Read(entry)));
            }

            WriteObject(all, enumerateCollection: false);
        });
    }

    // An exact name comes first, because a name may look like a pattern; otherwise it is taken as a pattern.
    private IEnumerable<TensorFileEntry> Chosen(TensorFileEntry[] entries)
    {
        var chosen = new List<TensorFileEntry>();
        foreach (string pattern in Name!)
        {
            TensorFileEntry[] found = entries.Where(entry => entry.Name == pattern).ToArray();
            found = found.Length > 0 ? found : entries.Where(entry => Matches(pattern, entry.Name)).ToArray();
            if (found.Length == 0)
            {
                throw Errors.NoSuchTensor(pattern, entries.Select(entry => entry.Name));
            }

            chosen.AddRange(found.Where(entry => !chosen.Contains(entry)));
        }

        return chosen;
    }

    private static bool Matches(string pattern, string name)
    {
        try
        {
            return WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name);
        }
        catch (WildcardPatternException)
        {
            throw Errors.InvalidPattern(pattern);
        }
    }
}
