using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>All preprocessing steps by name. Each class adds itself: no other code asks for it by name.</summary>
internal static class StepCatalog
{
    private static readonly SortedDictionary<string, Func<StepArguments, PreprocessingStep>> Makers =
        new(StringComparer.Ordinal);

    /// <summary>Called by the module initialiser of each class.</summary>
    public static void Add(string name, Func<StepArguments, PreprocessingStep> make) => Makers.Add(name, make);

    /// <summary>The steps of a list; those in a fitted document include what they learnt.</summary>
    /// <param name="list">The steps.</param>
    /// <param name="first">The number of the first in messages.</param>
    /// <exception cref="CoreException">UnknownStep, UnknownStepArgument, InvalidStepArgument.</exception>
    public static PreprocessingStep[] CreateAll(JsonElement list, int first)
    {
        var steps = new PreprocessingStep[list.GetArrayLength()];
        foreach ((int i, JsonElement element) in list.EnumerateArray().Index()) // list[i] would walk through all before it
        {
            StepArguments arguments = new(element, first + i);
            if (!Makers.TryGetValue(arguments.Type, out Func<StepArguments, PreprocessingStep>? make))
            {
                throw CoreException.Argument(
                    "UnknownStep",
                    $"Step {first + i}: there is no step \"{Excerpt.Of(arguments.Type)}\". There are {string.Join(", ", Makers.Keys)}.");
            }

            steps[i] = make(arguments);
            if (arguments.Learnt is Learnt learnt)
            {
                steps[i].Read(learnt);
            }

            arguments.RefuseOthers();
        }

        return steps;
    }
}
