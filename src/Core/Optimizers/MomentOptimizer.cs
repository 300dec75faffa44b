namespace NormTools.Core.Optimizers;

/// <summary>A rule of Adam's family: two moving averages of the gradient, with the arguments common to all of
/// them.</summary>
internal abstract class MomentOptimizer<T> : RuleOptimizer<T>
    where T : struct, IUpdateRule
{
    /// <param name="arguments">lr, betas, eps, weight_decay.</param>
    /// <param name="rate">The default of lr.</param>
    /// <param name="leastEps">The least eps.</param>
    protected MomentOptimizer(Arguments arguments, double rate, double leastEps = 0)
    {
        LearningRate = arguments.Number("lr", rate, 0);
        (Beta1, Beta2) = arguments.Pair("betas", 0.9, 0.999, 0, Math.BitDecrement(1));
        Eps = arguments.Number("eps", 1e-8, leastEps);
        WeightDecay = arguments.Number("weight_decay", 0, 0);
    }

    public override IReadOnlyList<string> StateNames => ["exp_avg", "exp_avg_sq"];

    public override double? Momentum
    {
        get => Beta1;
        set => Beta1 = value ?? Beta1;
    }

    protected double Beta1 { get; private set; }

    protected double Beta2 { get; }

    protected double Eps { get; }

    protected double WeightDecay { get; }
}
