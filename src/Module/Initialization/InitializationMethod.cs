namespace NormTools;

/// <summary>A name of -Init: the core's method, and the parameters that have an effect with it.</summary>
internal sealed class InitializationMethod : NamedValue
{
    private static readonly string[] Gains = { "Gain", "Nonlinearity", "NegativeSlope" };
    private static readonly string[] GainsAndMode = { "Gain", "Nonlinearity", "NegativeSlope", "Mode" };
    private static readonly string[] Truncation = { "Mean", "StandardDeviation", "Minimum", "Maximum" };
    private static readonly string[] None = { };

    private InitializationMethod(string name, string method, string meaning, string[] parameters)
        : base(name, meaning)
    {
        Method = method;
        Parameters = parameters;
    }

    /// <summary>Every name; some methods have several.</summary>
    public static InitializationMethod[] All { get; } =
    {
        Of("Zeros", "0 everywhere", None),
        Of("Ones", "1 everywhere", None),
        Of("Constant", "-Value everywhere", "Value"),
        Of("Eye", "Ones on the diagonal of a matrix (eye_)", None),
        Of("Identity", "The gain times the identity in each square block of a recurrent weight", Gains),
        Of("Dirac", "A convolution that copies its channels, in -Group groups (dirac_)", "Group"),
        Of("Uniform", "Uniform in [-Minimum, -Maximum), 0 and 1 by default (uniform_)", "Minimum", "Maximum"),
        Of("Normal", "Normal, -Mean 0 and -StandardDeviation 1 by default (normal_)", "Mean", "StandardDeviation"),
        Of("TruncatedNormal", "Normal cut at the values -Minimum and -Maximum (trunc_normal_)", Truncation),
        Of("ExactTruncatedNormal", "Normal cut at -Minimum and -Maximum deviations, scaled to -StandardDeviation exactly", Truncation),
        Of("Sparse", "Normal, with the share -Sparsity of each column zero (sparse_)", "Sparsity", "StandardDeviation"),
        Of("XavierUniform", "Glorot 2010: uniform, variance 2 gain^2 / (fan in + fan out)", Gains),
        Of("XavierNormal", "Glorot 2010: normal, variance 2 gain^2 / (fan in + fan out)", Gains),
        new InitializationMethod("Xavier", "XavierUniform", "XavierUniform", Gains),
        new InitializationMethod("Glorot", "XavierUniform", "XavierUniform", Gains),
        Of("KaimingUniform", "He 2015: uniform, variance gain^2 / fan; gain sqrt(2) by default", GainsAndMode),
        Of("KaimingNormal", "He 2015: normal, variance gain^2 / fan; gain sqrt(2) by default", GainsAndMode),
        new InitializationMethod("Kaiming", "KaimingNormal", "KaimingNormal", GainsAndMode),
        new InitializationMethod("He", "KaimingNormal", "KaimingNormal", GainsAndMode),
        Of("LecunUniform", "LeCun 1998: uniform, variance 1 / fan in", None),
        Of("LecunNormal", "LeCun 1998: normal cut at two deviations, variance 1 / fan in (Keras, Flax)", None),
        new InitializationMethod("Lecun", "LecunNormal", "LecunNormal", None),
        Of("VarianceScaling", "Variance -Scale / fan, by -Distribution (Keras, JAX)", "Scale", "Mode", "Distribution"),
        Of("Orthogonal", "Saxe 2014: orthonormal rows or columns times the gain (orthogonal_)", Gains),
        Of("DeltaOrthogonal", "Xiao 2018: an orthogonal matrix at a convolution's centre", Gains),
    };

    /// <summary>The name in the core.</summary>
    public string Method { get; }

    /// <summary>The parameters that have an effect.</summary>
    public string[] Parameters { get; }

    /// <summary>The parameter that cannot be left out, if there is one.</summary>
    public string? Needed => Method switch
    {
        "Constant" => "Value",
        "Sparse" => "Sparsity",
        _ => null,
    };

    /// <summary>The entry of a name in any spelling ("trunc_normal_"), or null.</summary>
    public static InitializationMethod? Find(string name)
    {
        string wanted = Normalize(name);
        wanted = wanted == "truncnormal" ? "truncatednormal" : wanted;
        return Array.Find(All, entry => Normalize(entry.Name) == wanted);
    }

    private static InitializationMethod Of(string name, string meaning, params string[] parameters) =>
        new InitializationMethod(name, name, meaning, parameters);
}
