namespace NormTools;

/// <summary>A check of Test-Dataset: what it needs, and how it is made.</summary>
internal sealed class DatasetCheck : NamedValue
{
    private readonly string needs;
    private readonly Func<CheckedData, string?>? cannot;

    /// <param name="name">The name that -Check takes.</param>
    /// <param name="meaning">What it finds, for completion.</param>
    /// <param name="needs">What it cannot do without: parts, table, target, classes.</param>
    /// <param name="find">Makes it.</param>
    /// <param name="cannot">Why it cannot be made on data that have what it needs; null where it can.</param>
    public DatasetCheck(
        string name, string meaning, string needs, Func<CheckedData, IEnumerable<DatasetFinding>> find, Func<CheckedData, string?>? cannot = null)
        : base(name, meaning)
    {
        this.needs = needs;
        this.cannot = cannot;
        Find = find;
    }

    public Func<CheckedData, IEnumerable<DatasetFinding>> Find { get; }

    /// <summary>Training rows that it takes at least.</summary>
    public int LeastRows { get; set; } = 1;

    /// <summary>Why it cannot be made; null where it can.</summary>
    public string? Missing(CheckedData data) =>
        needs.Contains("parts") && data.Others.Length == 0 ? "a split has parts to compare (Split-Dataset)"
        : needs.Contains("table") && !data.Train.IsTable ? "the samples are no table"
        : (needs.Contains("classes") || needs.Contains("target")) && !data.Train.HasTarget ? "there is no target"
        : needs.Contains("classes") && data.Train.Classes is null ? "the target is no class"
        : data.Train.Count < LeastRows ? $"it takes {LeastRows} training rows"
        : cannot?.Invoke(data);
}
