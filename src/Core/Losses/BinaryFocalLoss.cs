using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torchvision's sigmoid_focal_loss: cross-entropy that counts little where the prediction is already
/// right.</summary>
/// <remarks>
/// Lin et al. 2017. With q the probability of the target and b its cross-entropy: a_t (1 - q_t)^gamma b, where
/// q_t = q y + (1 - q)(1 - y) and a_t = alpha y + (1 - alpha)(1 - y). d q_t / dz = (2 y - 1) q (1 - q) and db / dz = q - y,
/// so the slope is a_t ((1 - q_t)^gamma (q - y) - gamma (1 - q_t)^(gamma - 1) (2 y - 1) q (1 - q) b). A negative alpha
/// means none (a_t = 1).
/// </remarks>
internal sealed class BinaryFocalLoss(Arguments arguments) : BinaryLoss<BinaryFocalLoss.Formula>
{
    private readonly double alpha = arguments.Number("alpha", 0.25, -1, 1);
    private readonly double gamma = arguments.Number("gamma", 2, 0);

    protected override Formula Point => new() { Alpha = alpha, Gamma = gamma };

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "BinaryFocal",
        "BinaryCrossEntropy that concentrates on what is still wrong",
        arguments => new BinaryFocalLoss(arguments));

    internal struct Formula : IPointLoss
    {
        public double Alpha;
        public double Gamma;

        public readonly double Value(float output, float target, int column) => Terms(output, target).Value;

        public readonly float Slope(float output, float target, int column) => (float)Terms(output, target).Slope;

        private readonly (double Value, double Slope) Terms(double z, double y)
        {
            double q = 1 / (1 + Math.Exp(-z));
            double right = (q * y) + ((1 - q) * (1 - y));
            double cost = ((1 - y) * z) + Math.Log(1 + Math.Exp(-Math.Abs(z))) + Math.Max(-z, 0);
            double share = Alpha < 0 ? 1 : (Alpha * y) + ((1 - Alpha) * (1 - y));
            double wrong = 1 - right;
            double fall = Gamma == 0 ? 0 : Gamma * Math.Pow(wrong, Gamma - 1) * ((2 * y) - 1) * q * (1 - q);
            double power = Math.Pow(wrong, Gamma);
            return (share * power * cost, share * ((power * (q - y)) - (fall == 0 ? 0 : fall * cost)));
        }
    }
}
