using System.Collections.Specialized;
using System.Globalization;
using NormTools.Native;

namespace NormTools;

/// <summary>An initialisation method with its arguments.</summary>
internal sealed class WeightInitialization
{
    private readonly OrderedDictionary specification;

    private WeightInitialization(InitializationMethod method, OrderedDictionary specification)
    {
        Method = method;
        this.specification = specification;
    }

    public InitializationMethod Method { get; }

    /// <param name="parameter">The parameter that the name was given to: Init or Scheme.</param>
    /// <param name="name">A name of <see cref="InitializationMethod.All"/>.</param>
    /// <param name="given">The parameters that were given, by their names; values are numbers or texts.</param>
    /// <exception cref="NormToolsException">The name is not known, or a parameter has no effect or is
    /// missing.</exception>
    public static WeightInitialization Create(
        string parameter, string name, IReadOnlyList<KeyValuePair<string, object>> given)
    {
        if (InitializationScheme.IsOfModels(name))
        {
            throw Errors.Invalid(
                "UnknownInitialization", $"-{parameter} {Text.Shorten(name)} initialises a whole model, not one weight: use Initialize-Model {Text.Shorten(name)}.");
        }

        InitializationMethod method = InitializationMethod.Find(name)
            ?? throw Errors.UnknownName("UnknownInitialization", parameter, name, InitializationMethod.All);
        var specification = new OrderedDictionary { { "method", method.Method } };
        foreach (KeyValuePair<string, object> argument in given)
        {
            if (Array.IndexOf(method.Parameters, argument.Key) < 0)
            {
                throw Errors.NoEffectWith(argument.Key, parameter, method.Name, method.Parameters);
            }

            string key = Key(argument);
            if (specification.Contains(key))
            {
                throw Errors.GainAndNonlinearity();
            }

            specification.Add(key, Value(argument.Value));
        }

        return method.Needed is null || given.Any(argument => argument.Key == method.Needed)
            ? new WeightInitialization(method, specification)
            : throw Errors.ParameterMissing(method.Needed, parameter, method.Name);
    }

    /// <summary>A method with arguments that the module sets, under the core's names.</summary>
    public static WeightInitialization Create(string method, params (string Name, double Value)[] arguments)
    {
        var specification = new OrderedDictionary { { "method", method } };
        foreach ((string name, double value) in arguments)
        {
            specification.Add(name, Value(value));
        }

        return new WeightInitialization(InitializationMethod.Find(method)!, specification);
    }

    /// <summary>Draws a new weight.</summary>
    /// <param name="generator">The generator to draw from.</param>
    /// <param name="type">Float32 or Float64.</param>
    /// <param name="shape">[out, in, kernel...].</param>
    /// <param name="fan">The fan that its layer declares; null to take it from the shape.</param>
    public Tensor Draw(RandomGenerator generator, DType type, long[] shape, WeightFan? fan = null)
    {
        if (!type.IsFloat())
        {
            throw Errors.TypeWanted("A weight", type, "Float32 or Float64");
        }

        Tensor weight = Tensor.Uninitialized(type, shape);
        try
        {
            byte[] json = Json.WriteUtf8(With(fan));
            generator.Use(stream => NativeMethods.Initialize(
                stream, type, json, json.Length, weight.Handle, shape, shape.Length));
            return weight;
        }
        catch (NormToolsException)
        {
            weight.Dispose();
            throw;
        }
    }

    /// <summary>What PyTorch warns of, or null.</summary>
    public string? Warning(long[] shape)
    {
        if (Array.IndexOf(shape, 0) >= 0)
        {
            return "Initializing zero-element tensors is a no-op";
        }

        return Method.Method != "TruncatedNormal" ? null : TruncationWarning(
            Number("mean", 0), Number("standardDeviation", 1), Number("minimum", -2), Number("maximum", 2));
    }

    /// <summary>What trunc_normal_ warns of, or null.</summary>
    public static string? TruncationWarning(double mean, double deviation, double least, double greatest) =>
        mean < least - (2 * deviation) || mean > greatest + (2 * deviation)
            ? "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
                + "The distribution of values may be incorrect."
            : null;

    private static string Key(KeyValuePair<string, object> argument) => argument.Key switch
    {
        "Gain" when argument.Value is string => "nonlinearity",
        "Group" => "groups",
        string name => char.ToLowerInvariant(name[0]) + name.Substring(1),
    };

    // JSON cannot write NaN and infinity as numbers; the core reads them from text.
    private static object Value(object value) => value switch
    {
        double number when double.IsNaN(number) || double.IsInfinity(number) =>
            number.ToString(CultureInfo.InvariantCulture),
        Enum choice => choice.ToString(),
        _ => value,
    };

    private OrderedDictionary With(WeightFan? fan)
    {
        if (fan is null)
        {
            return specification;
        }

        var complete = new OrderedDictionary { { "fanIn", fan.FanIn }, { "fanOut", fan.FanOut } };
        foreach (string name in specification.Keys)
        {
            complete.Add(name, specification[name]);
        }

        return complete;
    }

    private double Number(string name, double fallback) => specification[name] is double number ? number : fallback;
}
