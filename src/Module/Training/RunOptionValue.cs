using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace NormTools;

/// <summary>Converts a value of -Option by the rules of the parameter that it is for.</summary>
internal static class RunOptionValue
{
    /// <param name="name">The entry's name, for messages.</param>
    /// <param name="value">The entry's value.</param>
    /// <param name="parameter">The parameter, with its type, argument transformations and range.</param>
    /// <param name="turns">Whether the parameter is a switch that turns off what the entry turns on.</param>
    /// <param name="from">The parameter of the cmdlet that holds the entry, for messages.</param>
    /// <returns>The value for the parameter; null to leave it out.</returns>
    /// <exception cref="NormToolsException">The parameter does not take it.</exception>
    public static object? Read(string name, object? value, PropertyInfo parameter, bool turns, string from = "Option")
    {
        object? plain = Plain(value);
        Type type = Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType;
        if (plain is null)
        {
            return type == parameter.PropertyType && type.IsValueType ? throw Wrong(null) : (object?)null;
        }

        if (type == typeof(SwitchParameter))
        {
            return plain is bool flag ? new SwitchParameter(flag != turns) : throw Wrong(plain);
        }

        if (type == typeof(RandomGenerator) || typeof(IDictionary).IsAssignableFrom(type))
        {
            return type.IsInstanceOfType(plain) ? plain : throw Wrong(plain);
        }

        if (type == typeof(IDictionary[]) || type == typeof(string[]))
        {
            object?[] items = plain as object?[] ?? new[] { plain };
            bool fits = items.All(item => type.GetElementType()!.IsInstanceOfType(item));
            return items.Length == 0 ? null : fits ? LanguagePrimitives.ConvertTo(items, type) : throw Wrong(value);
        }

        if (type == typeof(object[]))
        {
            return plain as object?[] ?? new[] { plain };
        }

        try
        {
            foreach (ArgumentTransformationAttribute reading in parameter.GetCustomAttributes<ArgumentTransformationAttribute>())
            {
                plain = reading.Transform(null!, plain);
            }

            object converted = LanguagePrimitives.ConvertTo(plain, type, CultureInfo.InvariantCulture);
            ValidateRangeAttribute? range = parameter.GetCustomAttribute<ValidateRangeAttribute>();
            return range is null || (Compare(converted, range.MinRange) >= 0 && Compare(converted, range.MaxRange) <= 0)
                ? converted
                : throw Wrong(value);
        }
        catch (Exception failure) when (failure is ArgumentTransformationMetadataException or PSInvalidCastException)
        {
            throw Wrong(value);
        }

        NormToolsException Wrong(object? came) => Errors.RunOption(from, name, Wanted(type, parameter), came);
    }

    private static string Wanted(Type type, PropertyInfo parameter)
    {
        string what = type == typeof(SwitchParameter) ? "true or false"
            : type == typeof(RandomGenerator) ? "a generator of this session, which text cannot hold (give -Generator or -Seed instead)"
            : typeof(IDictionary).IsAssignableFrom(type) ? "a table of arguments"
            : type == typeof(IDictionary[]) ? "a list of tables"
            : type == typeof(string[]) ? "a list of names"
            : type == typeof(double) ? "a number"
            : type == typeof(int) || type == typeof(ulong) ? "a whole number"
            : "a name";
        ValidateRangeAttribute? range = parameter.GetCustomAttribute<ValidateRangeAttribute>();
        return range is null ? what : string.Format(
            CultureInfo.InvariantCulture, "{0} from {1} to {2}", what, range.MinRange, range.MaxRange);
    }

    private static int Compare(object value, object bound) => Convert.ToDouble(value, CultureInfo.InvariantCulture)
        .CompareTo(Convert.ToDouble(bound, CultureInfo.InvariantCulture));

    /// <summary>Converts objects to tables and lists to arrays.</summary>
    public static object? Plain(object? value)
    {
        if (value is PSObject { BaseObject: PSCustomObject } item)
        {
            var table = new OrderedDictionary();
            foreach (PSPropertyInfo property in item.Properties)
            {
                table.Add(property.Name, Plain(property.Value));
            }

            return table;
        }

        object? basic = Unwrapped.Of(value);
        return basic switch
        {
            IDictionary given => Table(given),
            string or null or Tensor => basic,
            SwitchParameter flag => (bool)flag,
            IEnumerable list => list.Cast<object?>().Select(Plain).ToArray(),
            _ => basic,
        };
    }

    private static OrderedDictionary Table(IDictionary given)
    {
        var table = new OrderedDictionary();
        foreach (DictionaryEntry entry in given)
        {
            table.Add(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, Plain(entry.Value));
        }

        return table;
    }
}
