using System.Reflection;
using System.Runtime.InteropServices;

namespace NormTools.Module.Tests;

public sealed class ContractTests
{
    [Fact]
    public void The_imports_are_the_calls_of_the_contract()
    {
        Assembly module = Assembly.LoadFrom(Path.Combine(BuiltModule.Folder, "NormTools.dll"));
        FieldInfo all = module.GetType("NormTools.Contract.Calls", throwOnError: true)!.GetField("All")!;
        string[] calls = (string[])all.GetValue(null)!;
        string[] imports = [.. module.GetType("NormTools.Native.NativeMethods", throwOnError: true)!
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => (Method: method, Import: method.GetCustomAttribute<DllImportAttribute>()))
            .Where(import => import.Import is not null)
            .Select(import => Signature(import.Import!.EntryPoint!, import.Method))
            .Order(StringComparer.Ordinal)];

        Assert.Equal(string.Join('\n', calls), string.Join('\n', imports));
    }

    private static string Signature(string name, MethodInfo method)
    {
        IEnumerable<string> arguments = method.GetParameters().Select(parameter => Kind(parameter.ParameterType));
        return $"{name}({string.Join(", ", arguments)}) {Kind(method.ReturnType)}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => Kind(Enum.GetUnderlyingType(type)),
        { IsPrimitive: true } when type != typeof(nint) => type.Name.ToLowerInvariant(),
        _ => "pointer",
    };
}
