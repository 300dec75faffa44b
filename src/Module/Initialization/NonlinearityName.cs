namespace NormTools;

/// <summary>An activation whose gain the core knows.</summary>
internal sealed class NonlinearityName : NamedValue
{
    private static readonly Lazy<NonlinearityName[]> Known = new Lazy<NonlinearityName[]>(() =>
        Catalog.Nonlinearities.Select(item => new NonlinearityName(item)).ToArray());

    internal NonlinearityName(Dictionary<string, object?> json)
        : base((string)json["name"]!, (string)json["meaning"]!)
    {
        IsOfTorch = (bool)json["torch"]!;
        Slope = json["slope"] is object slope ? Convert.ToDouble(slope) : (double?)null;
    }

    /// <summary>Every name, those of torch.nn.init.calculate_gain first.</summary>
    public static NonlinearityName[] All => Known.Value;

    /// <summary>Whether calculate_gain has it; PyTorch raises for the others.</summary>
    public bool IsOfTorch { get; }

    /// <summary>The default slope below 0; null where the function has none.</summary>
    public double? Slope { get; }

    /// <summary>The entry of a name in any spelling, or null.</summary>
    public static NonlinearityName? Find(string name) =>
        Array.Find(All, entry => Normalize(entry.Name) == Normalize(name));
}
