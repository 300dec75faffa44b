using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;

namespace NormTools;

/// <summary>Gives values of ValidateSet their exact spelling: PowerShell accepts "sgd" for "SGD", but the code that
/// reads the value compares it by case.</summary>
internal static class ValidateSetSpelling
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new ConcurrentDictionary<Type, PropertyInfo[]>();

    /// <summary>Sets each such parameter of a cmdlet to the spelling in its set.</summary>
    public static void Restore(Cmdlet cmdlet)
    {
        foreach (PropertyInfo property in Properties.GetOrAdd(cmdlet.GetType(), WithSet))
        {
            IList<string> names = property.GetCustomAttribute<ValidateSetAttribute>()!.ValidValues;
            if (property.GetValue(cmdlet) is string given)
            {
                property.SetValue(cmdlet, Known(given, names));
            }
            else if (property.GetValue(cmdlet) is string[] several)
            {
                property.SetValue(cmdlet, Array.ConvertAll(several, one => Known(one, names)));
            }
        }
    }

    private static string Known(string given, IList<string> names) =>
        names.First(name => name.Equals(given, StringComparison.InvariantCultureIgnoreCase));

    private static PropertyInfo[] WithSet(Type type) =>
        type.GetProperties().Where(property => property.IsDefined(typeof(ValidateSetAttribute), inherit: true)).ToArray();
}
