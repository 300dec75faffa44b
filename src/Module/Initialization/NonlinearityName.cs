namespace NormTools;

/// <summary>An activation whose gain the core knows.</summary>
internal sealed class NonlinearityName : NamedValue
{
    private NonlinearityName(string name, bool isOfTorch, string meaning)
        : base(name, meaning) => IsOfTorch = isOfTorch;

    /// <summary>Every name, those of torch.nn.init.calculate_gain first.</summary>
    public static NonlinearityName[] All { get; } =
    {
        Torch("Linear", "No activation: gain 1"),
        Torch("Identity", "No activation: gain 1"),
        Torch("Conv1d", "No activation: gain 1"),
        Torch("Conv2d", "No activation: gain 1"),
        Torch("Conv3d", "No activation: gain 1"),
        Torch("ConvTranspose1d", "No activation: gain 1"),
        Torch("ConvTranspose2d", "No activation: gain 1"),
        Torch("ConvTranspose3d", "No activation: gain 1"),
        Torch("Sigmoid", "Gain 1, by PyTorch's table"),
        Torch("Tanh", "Gain 5/3"),
        Torch("ReLU", "Gain sqrt(2)"),
        Torch("LeakyReLU", "Gain sqrt(2 / (1 + slope^2)); -NegativeSlope gives the slope"),
        Torch("SELU", "Gain 3/4; for self-normalising networks take Linear"),
        Other("ELU", "max(x, exp(x) - 1)"),
        Other("CELU", "As ELU, with alpha 1"),
        Other("GELU", "x times the normal distribution function"),
        Other("GELUTanh", "GELU by its tanh approximation"),
        Other("SiLU", "x sigmoid(x)"),
        Other("Swish", "Another name of SiLU"),
        Other("Mish", "x tanh(softplus(x))"),
        Other("Softplus", "log(1 + exp(x))"),
        Other("Softsign", "x / (1 + |x|)"),
        Other("LogSigmoid", "log(sigmoid(x))"),
        Other("Tanhshrink", "x - tanh(x)"),
        Other("ReLU6", "x cut to 0..6"),
        Other("Hardtanh", "x cut to -1..1"),
        Other("Hardsigmoid", "x / 6 + 1/2 cut to 0..1"),
        Other("Hardswish", "x hardsigmoid(x)"),
        Other("Hardshrink", "x, but 0 for |x| up to 1/2"),
        Other("Softshrink", "x less 1/2 towards 0"),
    };

    /// <summary>Whether calculate_gain has it; PyTorch raises for the others.</summary>
    public bool IsOfTorch { get; }

    /// <summary>The entry of a name in any spelling, or null.</summary>
    public static NonlinearityName? Find(string name) =>
        Array.Find(All, entry => Normalize(entry.Name) == Normalize(name));

    private static NonlinearityName Torch(string name, string meaning) => new NonlinearityName(name, true, meaning);

    private static NonlinearityName Other(string name, string meaning) =>
        new NonlinearityName(name, false, meaning + "; gain 1 / sqrt(E[f(z)^2]) by quadrature");
}
