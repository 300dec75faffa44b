using NormTools.Core.Checkpoints;
using NormTools.Core.Graph;
using NormTools.Core.Models;

namespace NormTools.Core.Training;

/// <summary>The reverse of <see cref="ModelFile.Entries"/>: a model's state in a checkpoint, under names with a prefix.</summary>
internal static unsafe class CheckpointedState
{
    /// <summary>Whether the file holds all of it, in the model's types and sizes.</summary>
    public static bool Has(CheckpointReader file, Model model, string prefix) => model.State.All(entry =>
        file.Has(prefix + entry.Name, ModelFile.TypeName(entry), entry.Count));

    /// <summary>Reads it into memory laid out as the model's.</summary>
    public static void Read(CheckpointReader file, Model model, string prefix, byte* memory)
    {
        foreach (StateEntry entry in model.State)
        {
            file.ReadTensor(prefix + entry.Name, memory + entry.Offset);
        }
    }
}
