namespace NormTools;

/// <summary>One of the names that a parameter takes, and what it means.</summary>
internal class NamedValue
{
    public NamedValue(string name, string meaning)
    {
        Name = name;
        Meaning = meaning;
    }

    public string Name { get; }

    /// <summary>What completion shows beside the name.</summary>
    public string Meaning { get; }

    /// <summary>Letters and digits in lower case: "kaiming_uniform_" is KaimingUniform.</summary>
    public static string Normalize(string name) =>
        name.Replace("_", string.Empty).Replace("-", string.Empty).ToLowerInvariant();
}
