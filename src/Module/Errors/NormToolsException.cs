using System.Management.Automation;

namespace NormTools;

/// <summary>A failure with the id and the category that its error record shows.</summary>
/// <remarks>
/// PowerShell wraps what operators and methods throw and gives it an id and a category of its own, but leaves a
/// MethodException as it is.
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

    /// <summary>The error record, without a target; always the same one, for PowerShell writes the place into
    /// it.</summary>
    public override ErrorRecord ErrorRecord => record ??= ToErrorRecord(null);

    internal ErrorRecord ToErrorRecord(object? target) => new ErrorRecord(this, Id, Category, target);
}
