using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.MultiMarginLoss: the mean over the classes of max(0, margin - x_t + x_j)^p for the others
/// j.</summary>
/// <remarks>Where a term m is above 0, it adds p m^(p - 1) / classes to the gradient of x_j and subtracts the same from
/// that of x_t.</remarks>
internal sealed unsafe class MultiMarginLoss(Arguments arguments) : ClassLoss(arguments)
{
    private readonly double margin = arguments.Number("margin", 1, 0);
    private readonly bool squared = arguments.IntegerOrNull("p", 1, 1, 2) == 2;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "MultiMargin", "classes with a margin between them", arguments => new MultiMarginLoss(arguments));

    protected override double Sample(float* x, int target, float* gradient, double factor)
    {
        double loss = 0;
        double back = 0;
        double chosen = x[target];
        for (int j = 0; j < Classes; j++)
        {
            double term = j == target ? 0 : Math.Max(0, margin - chosen + x[j]);
            double slope = term == 0 ? 0 : (squared ? 2 * term : 1) / Classes;
            loss += (squared ? term * term : term) / Classes;
            back += slope;
            if (gradient is not null)
            {
                gradient[j] = (float)(factor * slope);
            }
        }

        if (gradient is not null)
        {
            gradient[target] = (float)(-factor * back);
        }

        return loss;
    }
}
