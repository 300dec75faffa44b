namespace NormTools.Charts;

/// <summary>One line of a chart; a point that is not finite leaves a gap.</summary>
internal sealed class ChartSeries
{
    public ChartSeries(string name, string color, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Name = name;
        Color = color;
        X = x;
        Y = y;
    }

    public string Name { get; }

    public string Color { get; }

    public IReadOnlyList<double> X { get; }

    public IReadOnlyList<double> Y { get; }

    /// <summary>Whether the line is dashed: told from others without its colour.</summary>
    public bool IsDashed
    {
        get => Dash is not null;
        set => Dash = value ? "7 5" : null;
    }

    /// <summary>Lengths of its dashes and gaps; null for a line without.</summary>
    public string? Dash { get; set; }

    /// <summary>The sign at some of its points, that tells it from others without its colour: 0 for none.</summary>
    public int Sign { get; set; }

    /// <summary>Whether its signs are hollow; those of a dashed line are unless this is set.</summary>
    public bool? IsHollow { get; set; }

    /// <summary>Whether every point has its sign, not about eight of them.</summary>
    public bool HasAllSigns { get; set; }

    /// <summary>Only points, each with its sign, and no line.</summary>
    public bool IsPoints { get; set; }

    /// <summary>The interval of each point, drawn as a band behind the lines; null for none.</summary>
    public (IReadOnlyList<double> Low, IReadOnlyList<double> High)? Band { get; set; }

    /// <summary>A point to mark by a ring; null for none.</summary>
    public (double X, double Y)? Best { get; set; }

    /// <summary>Whether it is a line to compare with, thin and behind the others.</summary>
    public bool IsReference { get; set; }
}
