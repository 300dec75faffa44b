using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Reflection;

namespace NormTools;

/// <summary>The options of a run as text, and back.</summary>
internal static class RunOptionText
{
    private static readonly Dictionary<string, PropertyInfo> Kept = typeof(TrainingOptions)
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(property => property.CanWrite && IsPlain(property.PropertyType) && !IsOfDescription(property))
        .ToDictionary(property => property.Name);

    /// <summary>What -Option of Start-TrainingRun takes: as $run.Options | ConvertTo-Json writes it.</summary>
    public static string Write(TrainingOptions options)
    {
        var table = new OrderedDictionary();
        foreach (PropertyInfo property in typeof(TrainingOptions).GetProperties())
        {
            if (property.Name is not (nameof(TrainingOptions.Group) or nameof(TrainingOptions.Generator)))
            {
                table.Add(property.Name, property.GetValue(options));
            }
        }

        return RunJson.WriteLines(table);
    }

    /// <summary>All that a run store keeps of the options, beside what the core says of them.</summary>
    public static OrderedDictionary Table(TrainingOptions options)
    {
        var table = new OrderedDictionary();
        foreach (PropertyInfo property in Kept.Values)
        {
            table.Add(property.Name, property.GetValue(options));
        }

        return table;
    }

    /// <summary>The reverse of <see cref="Table"/>.</summary>
    /// <exception cref="FormatException">A value is of another kind.</exception>
    public static TrainingOptions Read(Dictionary<string, object?> table)
    {
        var options = new TrainingOptions();
        foreach (KeyValuePair<string, object?> entry in table)
        {
            if (Kept.TryGetValue(entry.Key, out PropertyInfo property))
            {
                property.SetValue(options, Convert(RunJson.Plain(entry.Value), property.PropertyType));
            }
        }

        return options;
    }

    // These are made anew of the run's description.
    private static bool IsOfDescription(PropertyInfo property) => property.Name
        is nameof(TrainingOptions.LossArguments) or nameof(TrainingOptions.OptimizerArguments)
        or nameof(TrainingOptions.ScheduleArguments) or nameof(TrainingOptions.MetricArguments);

    private static bool IsPlain(Type type)
    {
        Type basic = Nullable.GetUnderlyingType(type) ?? type;
        return basic.IsPrimitive || basic == typeof(string) || basic == typeof(OrderedDictionary)
            || (basic.IsArray && (basic.GetElementType() == typeof(object) || IsPlain(basic.GetElementType()!)));
    }

    private static object? Convert(object? value, Type type)
    {
        Type basic = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null)
        {
            return basic.IsValueType && basic == type ? throw new FormatException("A value is missing.") : null;
        }

        if (basic.IsArray)
        {
            Type element = basic.GetElementType()!;
            object?[] items = ((IEnumerable)value).Cast<object?>().Select(item => Convert(item, element)).ToArray();
            Array array = Array.CreateInstance(element, items.Length);
            items.CopyTo(array, 0);
            return array;
        }

        return basic == typeof(double) ? RunJson.Real(value)
            : basic.IsInstanceOfType(value) ? value
            : System.Convert.ChangeType(value, basic, CultureInfo.InvariantCulture);
    }
}
