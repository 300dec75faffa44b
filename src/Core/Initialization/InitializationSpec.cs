using System.Text.Json;
using System.Text.Json.Serialization;

namespace NormTools.Core.Initialization;

/// <summary>A method and its arguments, passed across the boundary as JSON. Absent arguments have torch.nn.init's
/// defaults.</summary>
internal sealed class InitializationSpec
{
    private static readonly string[] GainOrNonlinearity = ["gain", "nonlinearity", "negativeSlope"];
    private static readonly string[] Bounds = ["minimum", "maximum"];
    private static readonly string[] Truncation = ["mean", "standardDeviation", "minimum", "maximum"];

    public InitializationMethod Method { get; set; }

    /// <summary>For Constant; default 0.</summary>
    public double? Value { get; set; }

    /// <summary>For Uniform, default 0; for the truncated normals, default -2 (a value, or in standard
    /// deviations).</summary>
    public double? Minimum { get; set; }

    /// <summary>For Uniform, default 1; for the truncated normals, default 2.</summary>
    public double? Maximum { get; set; }

    /// <summary>For the normals; default 0.</summary>
    public double? Mean { get; set; }

    /// <summary>For the normals, default 1; for Sparse, default 0.01.</summary>
    public double? StandardDeviation { get; set; }

    /// <summary>For Sparse: the share of zeros in each column; no default.</summary>
    public double? Sparsity { get; set; }

    /// <summary>For Dirac; default 1.</summary>
    public long? Groups { get; set; }

    /// <summary>A gain given as a number instead of a nonlinearity.</summary>
    public double? Gain { get; set; }

    /// <summary>A name that <see cref="Initialization.Gain.Of"/> knows; by default leaky_relu with slope 0 for Kaiming,
    /// otherwise a gain of 1.</summary>
    public string? Nonlinearity { get; set; }

    /// <summary>For leaky_relu: PyTorch's a, by default 0 for Kaiming, otherwise 0.01.</summary>
    public double? NegativeSlope { get; set; }

    /// <summary>For Kaiming and VarianceScaling; default FanIn.</summary>
    public FanMode? Mode { get; set; }

    /// <summary>For VarianceScaling: the variance times the fan; default 1.</summary>
    public double? Scale { get; set; }

    /// <summary>For VarianceScaling; default TruncatedNormal.</summary>
    public ScalingDistribution? Distribution { get; set; }

    /// <summary>The weight's fan-in as declared by its layer, for the methods that use it; by default computed from the
    /// shape.</summary>
    public double? FanIn { get; set; }

    /// <inheritdoc cref="FanIn"/>
    public double? FanOut { get; set; }

    /// <exception cref="CoreException">The text is not JSON of this kind, or has an argument that the method does not
    /// take.</exception>
    public static InitializationSpec Parse(string json)
    {
        InitializationSpec spec;
        try
        {
            spec = JsonSerializer.Deserialize(json, InitializationJson.Default.InitializationSpec)
                ?? throw new JsonException("it is null.");
        }
        catch (JsonException failure)
        {
            throw CoreException.Argument(
                "InvalidInitialization", $"An initialisation cannot be read: {failure.Message}");
        }

        spec.RefuseUnused();
        return spec;
    }

    /// <summary>The given fan-in and fan-out, otherwise those of a shape.</summary>
    public Fan FanOf(ReadOnlySpan<long> shape) =>
        FanIn is double fanIn && FanOut is double fanOut ? new Fan(fanIn, fanOut) : Fan.Of(shape);

    /// <summary>The gain that the arguments ask for.</summary>
    /// <param name="isKaiming">Whether PyTorch's Kaiming defaults apply: leaky_relu with slope 0.</param>
    public double ResolveGain(bool isKaiming)
    {
        if (Gain is double gain)
        {
            return Nonlinearity is null && NegativeSlope is null
                ? gain
                : throw CoreException.Argument(
                    "GainAndNonlinearity", "gain stands in for nonlinearity and negativeSlope: give one or the other.");
        }

        if (Nonlinearity is null && NegativeSlope is null && !isKaiming)
        {
            return 1;
        }

        string name = Nonlinearity ?? "leaky_relu";
        bool isLeaky = name.Replace("_", string.Empty).Equals("leakyrelu", StringComparison.OrdinalIgnoreCase);
        return Initialization.Gain.Of(name, NegativeSlope ?? (isKaiming && isLeaky ? 0 : null));
    }

    private static string[] Arguments(InitializationMethod method) => method switch
    {
        InitializationMethod.Constant => ["value"],
        InitializationMethod.Dirac => ["groups"],
        InitializationMethod.Uniform => Bounds,
        InitializationMethod.Normal => ["mean", "standardDeviation"],
        InitializationMethod.TruncatedNormal or InitializationMethod.ExactTruncatedNormal => Truncation,
        InitializationMethod.Sparse => ["sparsity", "standardDeviation"],
        InitializationMethod.XavierUniform or InitializationMethod.XavierNormal or InitializationMethod.Identity
            or InitializationMethod.Orthogonal or InitializationMethod.DeltaOrthogonal => GainOrNonlinearity,
        InitializationMethod.KaimingUniform or InitializationMethod.KaimingNormal => [.. GainOrNonlinearity, "mode"],
        InitializationMethod.VarianceScaling => ["scale", "mode", "distribution"],
        _ => [],
    };

    private void RefuseUnused()
    {
        string[] taken = Arguments(Method);
        (string Name, bool IsGiven)[] all =
        [
            ("value", Value is not null), ("minimum", Minimum is not null), ("maximum", Maximum is not null),
            ("mean", Mean is not null), ("standardDeviation", StandardDeviation is not null),
            ("sparsity", Sparsity is not null), ("groups", Groups is not null), ("gain", Gain is not null),
            ("nonlinearity", Nonlinearity is not null), ("negativeSlope", NegativeSlope is not null),
            ("mode", Mode is not null), ("scale", Scale is not null), ("distribution", Distribution is not null),
        ];
        foreach ((string name, bool isGiven) in all)
        {
            if (isGiven && !taken.Contains(name))
            {
                string known = taken.Length == 0 ? "none" : string.Join(", ", taken);
                throw CoreException.Argument(
                    "UnexpectedArgument", $"{Method} takes no {name}; its arguments: {known}.");
            }
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(InitializationSpec))]
internal sealed partial class InitializationJson : JsonSerializerContext;
