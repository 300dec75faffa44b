namespace NormTools;

/// <summary>Says which of the core's arguments a parameter sets. The core's catalog has its default and
/// range.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ArgumentAttribute : Attribute
{
    /// <param name="name">The argument's name in the core's catalog.</param>
    public ArgumentAttribute(string name) => Name = name;

    public string Name { get; }

    /// <summary>Whether a switch turns off what the argument turns on, as -NoBias does.</summary>
    public bool TurnsOff { get; set; }
}
