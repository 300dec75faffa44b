namespace NormTools.Charts;

/// <summary>What a terminal can show.</summary>
internal readonly struct TerminalStyle
{
    public TerminalStyle(int width, int height, bool hasColor, bool hasUnicode, bool canMove)
    {
        CanMove = canMove;
        Width = width;
        Height = height;
        HasColor = hasColor;
        HasUnicode = hasUnicode;
    }

    /// <summary>Columns that can be written.</summary>
    public int Width { get; }

    /// <summary>Rows of a plot.</summary>
    public int Height { get; }

    /// <summary>Whether ANSI sequences colour texts, and move the cursor.</summary>
    public bool HasColor { get; }

    /// <summary>Whether the cursor can be moved, to draw again over what is there.</summary>
    public bool CanMove { get; }

    /// <summary>Whether it has characters beyond ASCII.</summary>
    public bool HasUnicode { get; }
}
