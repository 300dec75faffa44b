namespace NormTools;

/// <summary>What Test-ModelFit says is wrong with a model, its training or its data; or that nothing is, or that it cannot be
/// told.</summary>
public sealed class FitVerdict : IEquatable<FitVerdict>
{
    internal FitVerdict(string name, double cost, string because)
    {
        Name = name;
        Cost = cost;
        Because = because;
    }

    /// <summary>The verdict: Overfitting, Leak, Good, CannotTell and so on.</summary>
    public string Name { get; }

    /// <summary>What it costs, with what follows from it: points of the score (1 is all of it) that are lost, or that cannot be
    /// believed. Verdicts are ranked by it.</summary>
    public double Cost { get; internal set; }

    /// <summary>The figures that it rests on, in words.</summary>
    public string Because { get; }

    /// <summary>What would decide the matter; of CannotTell alone.</summary>
    public string? WouldDecide { get; internal set; }

    /// <summary>How much of what other verdicts cost it can be the cause of.</summary>
    internal double AccountsFor { get; set; } = double.PositiveInfinity;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <inheritdoc/>
    public bool Equals(FitVerdict? other) => other is not null && other.Name == Name;

    /// <summary>Whether it is the same verdict; a text is taken for its name, so that -contains 'Overfitting' works.</summary>
    public override bool Equals(object? obj) =>
        obj is string name ? name.Equals(Name, StringComparison.OrdinalIgnoreCase) : Equals(obj as FitVerdict);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}
