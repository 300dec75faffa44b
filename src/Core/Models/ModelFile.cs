using System.Text.Json;
using NormTools.Core.Data;
using NormTools.Core.Graph;
using NormTools.Core.Layers;

namespace NormTools.Core.Models;

/// <summary>Models as safetensors: the state under PyTorch's names, the specification as metadata.</summary>
internal static unsafe class ModelFile
{
    /// <summary>The metadata entry with the specification.</summary>
    private const string SpecificationKey = "normtools";

    /// <summary>The metadata entry that PyTorch's loaders look for.</summary>
    private const string FormatKey = "format";

    /// <exception cref="CoreException">FileNotWritable, InvalidMetadata.</exception>
    public static void Save(Model model, string path, IReadOnlyDictionary<string, string> metadata)
    {
        Dictionary<string, string> all = new(StringComparer.Ordinal)
        {
            [FormatKey] = "pt",
            [SpecificationKey] = model.Specification,
        };
        foreach ((string key, string value) in metadata)
        {
            if (IsOwn(key))
            {
                throw CoreException.Argument("InvalidMetadata",
                    $"The metadata name \"{key}\" is reserved for the file itself.");
            }

            all.Add(key, value);
        }

        ReplacedFile.Prepare(path); // removes what a process that was killed while writing left here
        using ModelGate.Use use = model.Gate.Read();
        SafetensorsWriter.Write(path, Entries(model, string.Empty, model.Memory), all);
    }

    /// <summary>Reads a JSON object of strings; an empty text means no metadata.</summary>
    /// <exception cref="CoreException">InvalidMetadata.</exception>
    public static Dictionary<string, string> ParseMetadata(string json)
    {
        try
        {
            return json.Length == 0
                ? []
                : JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(
                    entry => entry.Name, entry => entry.Value.GetString() ?? string.Empty);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            throw CoreException.Argument("InvalidMetadata",
                $"The metadata has to be a JSON object of texts: {failure.Message}");
        }
    }

    /// <summary>Loads a model from a file written by <see cref="Save"/>.</summary>
    /// <exception cref="CoreException">PathNotFound, FileNotAccessible, InvalidSafetensors, NotAModelFile,
    /// StateMismatch.</exception>
    public static Model Load(string path)
    {
        using SafetensorsReader file = new(path);
        if (!file.Metadata.TryGetValue(SpecificationKey, out string? specification))
        {
            throw CoreException.Read(
                "NotAModelFile",
                $"\"{path}\" holds {file.Tensors.Count} tensors, but no specification of a model. Make the model by "
                    + "New-Model; Import-Model -Into $model then loads its state from the file.");
        }

        Model model = Model.Describe(specification);

        // Checked before any memory is allocated.
        StateMatch.Check(model, file, path, exact: true);
        model.Allocate();
        try
        {
            Read(model, file, string.Empty, model.Memory);
        }
        catch (Exception)
        {
            model.Dispose();
            throw;
        }

        model.Metadata = file.Metadata.Where(entry => !IsOwn(entry.Key)).ToDictionary();
        return model;
    }

    /// <summary>Copies a state dict into a model: all of it, or, when something does not match, nothing.</summary>
    /// <exception cref="CoreException">PathNotFound, FileNotAccessible, InvalidSafetensors, StateMismatch.</exception>
    /// <param name="model">The model.</param>
    /// <param name="path">The file.</param>
    /// <param name="names">The model's names for the file's tensors where they differ; an empty name leaves a tensor
    /// out.</param>
    public static void LoadState(Model model, string path, IReadOnlyDictionary<string, string>? names = null)
    {
        using SafetensorsReader file = new(path);
        if (names is { Count: > 0 })
        {
            file.Rename(names);
        }

        TakeOldNames(model, file);
        StateMatch.Check(model, file, path, exact: false);
        using Model copy = model.Copy();
        foreach (StateEntry entry in copy.State)
        {
            if (file.Tensors.TryGetValue(entry.Name, out SafetensorsTensor? tensor))
            {
                StateConversion.Read(file, tensor, entry);
            }
            else
            {
                *(long*)entry.Memory = 0;
            }
        }

        using ModelGate.Use use = model.Gate.Change();
        Buffer.MemoryCopy(copy.Memory, model.Memory, model.StateBytes, model.StateBytes);
    }

    private static bool IsOwn(string key) => key is SpecificationKey or FormatKey or SafetensorsHeader.ChecksumKey;

    // The old torch.nn.utils.weight_norm used other names for these two; torch's parametrization reads them too.
    private static void TakeOldNames(Model model, SafetensorsReader file)
    {
        foreach (StateEntry entry in model.State)
        {
            string old = entry.Name
                .Replace(WeightNormWeight.Magnitude, "weight_g", StringComparison.Ordinal)
                .Replace(WeightNormWeight.Direction, "weight_v", StringComparison.Ordinal);
            file.Rename(old, entry.Name);
        }
    }

    /// <summary>A model's state, in memory laid out as the model's, under prefixed names.</summary>
    public static List<SafetensorsEntry> Entries(Model model, string prefix, byte* memory) =>
        [.. model.State.Select(entry => new SafetensorsEntry(
            prefix + entry.Name, TypeName(entry), entry.Shape, memory + entry.Offset, entry.Bytes))];

    /// <summary>The reverse of <see cref="Entries"/>; names, types and shapes have been checked.</summary>
    public static void Read(Model model, SafetensorsReader file, string prefix, byte* memory)
    {
        foreach (StateEntry entry in model.State)
        {
            file.Read(file.Tensors[prefix + entry.Name], memory + entry.Offset);
        }
    }

    /// <summary>The safetensors name of an entry's type.</summary>
    public static string TypeName(StateEntry entry) => entry.Type == DType.Int64 ? "I64" : "F32";
}
