using System.Dynamic;
using System.Linq.Expressions;
using System.Reflection;

namespace NormTools;

/// <summary>Binds $data[0..99]: PowerShell by itself would ask for each number alone, and give as many data sets of one
/// row.</summary>
internal sealed class DatasetIndexing : DynamicMetaObject
{
    private static readonly MethodInfo Rows = typeof(Dataset).GetMethod("get_Item", new[] { typeof(object[]) })!;

    public DatasetIndexing(Expression expression, Dataset value)
        : base(expression, BindingRestrictions.Empty, value)
    {
    }

    /// <inheritdoc/>
    public override DynamicMetaObject BindGetIndex(GetIndexBinder binder, DynamicMetaObject[] indexes)
    {
        Expression numbers = Expression.NewArrayInit(
            typeof(object), indexes.Select(index => Expression.Convert(index.Expression, typeof(object))));
        return new DynamicMetaObject(
            Expression.Call(Expression.Convert(Expression, typeof(Dataset)), Rows, numbers),
            BindingRestrictions.GetTypeRestriction(Expression, typeof(Dataset)));
    }
}
