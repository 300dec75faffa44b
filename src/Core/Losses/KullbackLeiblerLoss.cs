using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.KLDivLoss: t (ln t - y) for log-probabilities y, with slope -t; a target of 0 costs
/// nothing.</summary>
/// <remarks>Divided by the rows, which gives the divergence ("batchmean"), or by all values ("mean", torch's
/// default).</remarks>
internal sealed class KullbackLeiblerLoss(Arguments arguments) : PointLoss<KullbackLeiblerLoss.Formula>
{
    private readonly bool logarithm = arguments.Flag("log_target", false);
    private readonly bool byRow = arguments.OneOf("reduction", "batchmean", "batchmean", "mean") == "batchmean";

    public override OutputMeaning Meaning => OutputMeaning.ClassLogProbability;

    public override int Classes => Width;

    protected override Formula Point => new() { IsLogarithm = logarithm };

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "KullbackLeibler",
        "shares of classes; the model ends in LogSoftmax",
        arguments => new KullbackLeiblerLoss(arguments));

    public override CoreException? Objection(double target, string given) => logarithm || target >= 0
        ? base.Objection(target, given)
        : CoreException.InvalidData("TargetNegative", $"{Name} takes probabilities, which are not negative, but {given}.");

    protected override string? StepProblem(StepLayout layout) => $"{Name} has no steps that do not count";

    protected override double Divisor(in LossBatch batch) => byRow ? RowWeight(batch) : base.Divisor(batch);

    internal struct Formula : IPointLoss
    {
        public bool IsLogarithm;

        public readonly double Value(float output, float target, int column) => IsLogarithm
            ? Math.Exp(target) * ((double)target - output)
            : target == 0 ? 0 : target * (Math.Log(target) - output);

        public readonly float Slope(float output, float target, int column) =>
            -(IsLogarithm ? (float)Math.Exp(target) : target);
    }
}
