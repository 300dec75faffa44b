using System.Text.Json;
using System.Text.Json.Serialization;

namespace NormTools.Core.Initialization;

/// <summary>A method and its arguments, as they cross the boundary in JSON. What is absent has torch.nn.init's
/// default.</summary>
internal sealed class InitializationSpec
{
    private static readonly string[] GainOrNonlinearity = ["gain", "nonlinearity", "negativeSlope"];
    private static readonly string[] Bounds = ["minimum", "maximum"];
    private static readonly string[] Truncation = ["mean", "standardDeviation", "minimum", "maximum"];

    public InitializationMethod Method { get; set; }

    /// <summary>Of Constant; 0.</summary>
    public double? Value { get; set; }

    /// <summary>Of Uniform, 0; of the truncated normals, -2 (a value, or deviations).</summary>
    public double? Minimum { get; set; }

    /// <summary>Of Uniform, 1; of the truncated normals, 2.</summary>
    public double? Maximum { get; set; }

    /// <summary>Of the normals; 0.</summary>
    public double? Mean { get; set; }

    /// <summary>Of the normals, 1; of Sparse, 0.01.</summary>
    public double? StandardDeviation { get; set; }

    /// <summary>Of Sparse: the share of zeros in each column. It has no default.</summary>
    public double? Sparsity { get; set; }

    /// <summary>Of Dirac; 1.</summary>
    public long? Groups { get; set; }

    /// <summary>A factor in place of a nonlinearity's.</summary>
    public double? Gain { get; set; }

    /// <summary>A name that <see cref="Initialization.Gain.Of"/> knows; leaky_relu of slope 0 for Kaiming, else a gain
    /// of 1.</summary>
    public string? Nonlinearity { get; set; }

    /// <summary>Of leaky_relu: PyTorch's a, 0 by default for Kaiming, else 0.01.</summary>
    public double? NegativeSlope { get; set; }

    /// <summary>Of Kaiming and VarianceScaling; FanIn.</summary>
    public FanMode? Mode { get; set; }

    /// <summary>Of VarianceScaling: the variance times the fan; 1.</summary>
    public double? Scale { get; set; }

    /// <summary>Of VarianceScaling; TruncatedNormal.</summary>
    public ScalingDistribution? Distribution { get; set; }

    /// <summary>Of the weight, for the methods that go by it: what a layer declares of its state. Without one it is that of
    /// the shape.</summary>
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

    /// <summary>The fan that was given, or else that of a shape.</summary>
    public Fan FanOf(ReadOnlySpan<long> shape) =>
        FanIn is double fanIn && FanOut is double fanOut ? new Fan(fanIn, fanOut) : Fan.Of(shape);

    /// <summary>The factor that the arguments ask for.</summary>
    /// <param name="isKaiming">Whether PyTorch's kaiming defaults hold: leaky_relu, of slope 0.</param>
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
