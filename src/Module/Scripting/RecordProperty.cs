using System.Management.Automation;

namespace NormTools;

/// <summary>A property added to a record: read-only, like the record's own.</summary>
internal sealed class RecordProperty : PSNoteProperty
{
    public RecordProperty(string name, object? value)
        : base(name, value)
    {
    }

    public override bool IsSettable => false;

    public override object? Value
    {
        get => base.Value;
        set => throw new SetValueException($"\"{Name}\" belongs to a record, which cannot be changed.");
    }

    public override PSMemberInfo Copy() => new RecordProperty(Name, base.Value);
}
