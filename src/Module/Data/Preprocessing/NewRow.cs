using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace NormTools;

/// <summary>Makes objects for many properties.</summary>
internal static class NewRow
{
    // PowerShell 7 has a constructor that takes the number of properties, which Windows PowerShell and the reference assembly lack.
    private static readonly Func<int, PSObject>? OfCount = Find();

    /// <param name="properties">How many will be added.</param>
    public static PSObject Of(int properties) => OfCount?.Invoke(properties) ?? new PSObject();

    private static Func<int, PSObject>? Find()
    {
        ConstructorInfo? found = typeof(PSObject).GetConstructor(new[] { typeof(int) });
        ParameterExpression count = Expression.Parameter(typeof(int));
        return found is null ? null : Expression.Lambda<Func<int, PSObject>>(Expression.New(found, count), count).Compile();
    }
}
