using System.Reflection;

namespace NormTools.Module.Tests;

/// <summary>Calls every public member of an object while a second thread disposes of it. Meant for a process of its own,
/// which a member that reads memory without holding it would end.</summary>
public static class DisposalRace
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    /// <summary>The members that were called, one a line, with how many calls came to their end and how many were
    /// refused.</summary>
    /// <param name="original">Its clones are used and disposed of.</param>
    /// <param name="rounds">Objects for each member.</param>
    /// <exception cref="InvalidOperationException">A member gave another error than one of ours.</exception>
    public static string[] Run(object original, int rounds)
    {
        Type type = original.GetType();
        Func<object> make = () => type.GetMethod("Clone")!.Invoke(original, null)!;
        List<string> report = [];
        foreach (MethodInfo method in type.GetMethods(Members).Where(IsCalled))
        {
            int done = 0, refused = 0;
            for (int round = 0; round < rounds; round++)
            {
                object target = make();
                object?[] arguments = [.. method.GetParameters().Select(parameter => Argument(parameter, target, make))];
                using Barrier start = new(2);
                Thread second = new(() =>
                {
                    start.SignalAndWait();
                    Thread.SpinWait(round * 50 % 3000);
                    ((IDisposable)target).Dispose();
                });
                second.Start();
                start.SignalAndWait();
                for (int call = 0; call < 20; call++)
                {
                    if (Call(method, target, arguments))
                    {
                        done++;
                    }
                    else
                    {
                        refused++;
                    }
                }

                second.Join();
            }

            report.Add($"{type.Name}.{method.Name}({method.GetParameters().Length}): {done} done, {refused} refused");
        }

        return [.. report];
    }

    private static bool IsCalled(MethodInfo method) =>
        method.Name != "Dispose" && !method.IsGenericMethod
        && method.GetParameters().All(parameter => !parameter.IsOut && !parameter.ParameterType.IsByRef);

    private static bool Call(MethodInfo method, object target, object?[] arguments)
    {
        try
        {
            _ = method.Invoke(method.IsStatic ? null : target, arguments);
            return true;
        }
        catch (TargetInvocationException failure) when (failure.InnerException!.GetType().Name == "NormToolsException")
        {
            return false;
        }
        catch (TargetInvocationException failure)
        {
            throw new InvalidOperationException($"{method}: {failure.InnerException}", failure);
        }
    }

    // What fits most members: the object itself or another, small numbers, one index for all axes.
    private static object? Argument(ParameterInfo parameter, object target, Func<object> make)
    {
        Type type = parameter.ParameterType;
        return type == target.GetType() ? (parameter.Position == 0 ? target : make())
            : type == typeof(object) ? (parameter.Name == "value" ? 1.5 : parameter.Name == "other" ? target : parameter.Name == "dtype" ? 1 : 0)
            : type == typeof(long[]) ? (parameter.Name == "shape" ? new long[] { 2, 3 }
                : parameter.Name is "newShape" ? [-1] : parameter.Name == "axes" ? [] : [0])
            : type == typeof(double) ? 2.0
            : type == typeof(Array) ? new[] { 1.0 }
            : type == typeof(long) ? (parameter.Name == "end" ? 2L : parameter.Name == "step" ? 1L : 0L)
            : type == typeof(int) ? 0
            : type == typeof(string) ? "0.weight"
            : type == typeof(byte[]) ? Array.Empty<byte>()
            : type.IsEnum ? Enum.GetValues(type).GetValue(type.Name == "DType" ? 1 : 0)
            : type.IsValueType ? Activator.CreateInstance(type)
            : null;
    }
}
