using System.Reflection;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Abi;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class ContractTests
{
    [Fact]
    public void The_exports_are_the_calls_of_the_contract()
    {
        string[] exports = [.. typeof(Exports)
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => (Method: method, Export: method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()))
            .Where(export => export.Export is not null)
            .Select(export => Signature(export.Export!.EntryPoint!, export.Method))
            .Order(StringComparer.Ordinal)];

        Assert.Equal(string.Join('\n', Calls.All), string.Join('\n', exports));
    }

    private static string Signature(string name, MethodInfo method)
    {
        IEnumerable<string> arguments = method.GetParameters().Select(parameter => Kind(parameter.ParameterType));
        return $"{name}({string.Join(", ", arguments)}) {Kind(method.ReturnType)}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => Kind(Enum.GetUnderlyingType(type)),
        { IsPointer: true } => "pointer",
        _ when type == typeof(nint) => "pointer",
        { IsPrimitive: true } => type.Name.ToLowerInvariant(),
        _ => throw new InvalidOperationException($"{type} cannot cross the boundary."),
    };
}
