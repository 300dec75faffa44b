using System.Reflection;

namespace NormTools.Module.Tests;

/// <summary>What a sweep's folder keeps field by field, held against what it can keep.</summary>
[Trait("Levels", "Once")]
public sealed class KeptTypesTests(Shell shell) : IClassFixture<Shell>
{
    [Fact]
    public void Fields_of_value_types_are_scalars()
    {
        Assembly module = shell.Run("[NormTools.Dataset].Assembly").Single<Assembly>();
        Type kept = module.GetType("NormTools.KeptTypes", throwOnError: true)!;
        var scalars = (IEnumerable<Type>)module.GetType("NormTools.KeptScalars", throwOnError: true)!.GetProperty("Types")!.GetValue(null)!;
        var types = (Type[])kept.GetField("OfFields", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        string[] others = [.. types
            .SelectMany(type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), (type, field) => (type, field))
            .Select(part => (part.type, part.field, Value: Nullable.GetUnderlyingType(part.field.FieldType) ?? part.field.FieldType))
            .Where(part => part.Value is { IsValueType: true, IsEnum: false } && !scalars.Contains(part.Value))
            .Select(part => $"{part.type.Name}.{part.field.Name} is a {part.Value}")];
        Assert.True(types.Length > 5 && others.Length == 0, string.Join(Environment.NewLine, others));
    }
}
