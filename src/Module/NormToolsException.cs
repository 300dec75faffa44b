using System.Management.Automation;

namespace NormTools;

/// <summary>A failure with the id and the category that its error record shows.</summary>
public sealed class NormToolsException : Exception, IContainsErrorRecord
{
    internal NormToolsException(string id, ErrorCategory category, string message)
        : base(message)
    {
        Id = id;
        Category = category;
    }

    /// <summary>The first part of FullyQualifiedErrorId.</summary>
    public string Id { get; }

    /// <summary>The error record's category.</summary>
    public ErrorCategory Category { get; }

    /// <summary>The error record, without a target.</summary>
    public ErrorRecord ErrorRecord => ToErrorRecord(null);

    internal ErrorRecord ToErrorRecord(object? target) => new ErrorRecord(this, Id, Category, target);
}
