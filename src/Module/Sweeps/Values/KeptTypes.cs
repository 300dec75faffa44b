using System.Reflection;

namespace NormTools;

/// <summary>The objects of this module whose parts a sweep's folder keeps one by one, and the names of types there.</summary>
internal static class KeptTypes
{
    private const string Array = "[]", Backing = ">k__BackingField";

    // What they hold is in their fields alone, all of which are kept: nothing of them is forgotten here when one is added.
    private static readonly Type[] OfFields =
    {
        typeof(Dataset), typeof(DatasetSplit), typeof(DatasetColumn), typeof(Standardization), typeof(SequenceWindows), typeof(WindowLabel), typeof(NaiveForecast),
        typeof(SampleSource), typeof(Preprocessor), typeof(ScriptStage),
    };

    private static readonly Dictionary<string, Type> Named = OfFields.Concat(KeptScalars.Types).Concat(new[]
    {
        typeof(object), typeof(string), typeof(Tensor), typeof(Model), typeof(RandomGenerator), typeof(TrainingRun), typeof(PreprocessingStep), typeof(IPreprocessorStage),
        typeof(System.Collections.Hashtable), typeof(System.Management.Automation.PSObject), typeof(System.Management.Automation.ScriptBlock),
    }).ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>Whether an object is kept by its fields.</summary>
    public static bool HasFields(Type type) => OfFields.Contains(type);

    /// <summary>The type of an object that is kept by its fields; null for others.</summary>
    public static Type? WithFields(string name) => OfFields.FirstOrDefault(type => type.Name == name);

    /// <summary>The fields and what they are called: as the property where they are one's.</summary>
    public static IEnumerable<(string Name, FieldInfo Field)> Fields(Type type) => type
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Select(field => (field.Name.EndsWith(Backing, StringComparison.Ordinal) ? field.Name.Substring(1, field.Name.Length - Backing.Length - 1) : field.Name, field));

    /// <summary>The name of a type of items; null where it is not kept.</summary>
    public static string? NameOf(Type type) => type.IsArray && type.GetArrayRank() == 1 ? NameOf(type.GetElementType()!) is string item ? item + Array : null
        : Named.TryGetValue(type.Name, out Type? known) && known == type ? type.Name
        : null;

    /// <exception cref="FormatException">There is none.</exception>
    public static Type Of(string name) => name.EndsWith(Array, StringComparison.Ordinal) ? Of(name.Substring(0, name.Length - Array.Length)).MakeArrayType()
        : Named.TryGetValue(name, out Type? known) ? known
        : throw new FormatException($"a list is of the type {name}, which is not known.");
}
