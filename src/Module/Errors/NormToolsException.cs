using System.Management.Automation;

namespace NormTools;

/// <summary>A failure with the id and the category of its error record.</summary>
/// <remarks>
/// It is a MethodException because PowerShell wraps any other exception from a method or operator, and gives it an id
/// and a category of its own.
/// </remarks>
public sealed class NormToolsException : MethodException
{
    private ErrorRecord? record;

    internal NormToolsException(string id, ErrorCategory category, string message)
        : base(Text.Line(message))
    {
        Id = id;
        Category = category;
    }

    /// <summary>The first part of FullyQualifiedErrorId.</summary>
    public string Id { get; }

    /// <summary>The error record's category.</summary>
    public ErrorCategory Category { get; }

    /// <summary>The error record, without a target. It is always the same object, because PowerShell writes the
    /// position in the script into it.</summary>
    public override ErrorRecord ErrorRecord => record ??= ToErrorRecord(null);

    internal ErrorRecord ToErrorRecord(object? target) => new ErrorRecord(this, Id, Category, target);
}
