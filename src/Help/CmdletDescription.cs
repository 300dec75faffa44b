using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace NormTools.Help;

/// <summary>What a cmdlet's class says of itself: parameter sets, types, defaults, pipeline input.</summary>
internal sealed class CmdletDescription
{
    private readonly Lazy<object> instance;

    private CmdletDescription(Type type, CmdletAttribute attribute)
    {
        Type = type;
        Verb = attribute.VerbName;
        Noun = attribute.NounName;
        Info = new CmdletInfo(Name, type);
        instance = new Lazy<object>(() => Activator.CreateInstance(type)!);
        ParameterSets = [.. Info.ParameterSets.OrderByDescending(set => set.IsDefault).Select(
            set => set.Parameters.Where(p => !Cmdlet.CommonParameters.Contains(p.Name) && IsShown(p, set)).ToArray())];
        Parameters = [.. ParameterSets.SelectMany(set => set).DistinctBy(p => p.Name)
            .OrderBy(p => IsSafety(p.Name)).ThenBy(p => p.Name)];
    }

    public Type Type { get; }

    public string Verb { get; }

    public string Noun { get; }

    public string Name => $"{Verb}-{Noun}";

    public CmdletInfo Info { get; }

    /// <summary>Each set's parameters without the common ones, the default set first.</summary>
    public IReadOnlyList<CommandParameterInfo[]> ParameterSets { get; }

    /// <summary>Every parameter once, in the order of the alphabet.</summary>
    public IReadOnlyList<CommandParameterInfo> Parameters { get; }

    public IEnumerable<Type> Outputs =>
        Type.GetCustomAttributes<OutputTypeAttribute>().SelectMany(a => a.Type).Select(t => t.Type);

    public static CmdletDescription[] All(Assembly module) => [..
        from type in module.GetExportedTypes()
        let attribute = type.GetCustomAttribute<CmdletAttribute>()
        where attribute is not null
        orderby attribute.NounName, attribute.VerbName
        select new CmdletDescription(type, attribute)];

    /// <summary>-WhatIf and -Confirm, which PowerShell adds and whose text is always the same.</summary>
    public static bool IsSafety(string parameter) => Cmdlet.OptionalCommonParameters.Contains(parameter);

    public static Type ValueType(CommandParameterInfo parameter) =>
        Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;

    /// <summary>The words that may be given, of an enumeration or a ValidateSet; empty where anything may.</summary>
    public static IEnumerable<string> Choices(CommandParameterInfo parameter)
    {
        Type type = ValueType(parameter);
        type = type.IsArray ? type.GetElementType()! : type;
        ValidateSetAttribute? set = parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault();
        return set?.ValidValues ?? (type.IsEnum ? Enum.GetNames(type) : []);
    }

    /// <summary>The value that the property has in a new instance.</summary>
    public string Default(CommandParameterInfo parameter)
    {
        object? value = parameter.IsMandatory ? null : Type.GetProperty(parameter.Name)?.GetValue(instance.Value);
        return value switch
        {
            null => "None",
            string text => text,
            IEnumerable values => string.Join(", ", values.Cast<object>().Select(Text)),
            _ => Text(value),
        };
    }

    /// <summary>Whether this is the whole name or an alias of a parameter, common ones included.</summary>
    public bool Takes(string parameter) => Info.Parameters.Values.Any(
        p => p.Aliases.Prepend(p.Name).Contains(parameter, StringComparer.OrdinalIgnoreCase));

    public bool SupportsWildcards(CommandParameterInfo parameter) =>
        Type.GetProperty(parameter.Name)?.GetCustomAttribute<SupportsWildcardsAttribute>() is not null;

    // What a set takes for the sake of a better error only is no part of its syntax.
    private static bool IsShown(CommandParameterInfo parameter, CommandParameterSetInfo set) =>
        !parameter.Attributes.OfType<ParameterAttribute>().Any(a => a.DontShow && a.ParameterSetName == set.Name);

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
