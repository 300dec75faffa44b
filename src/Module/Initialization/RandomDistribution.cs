using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>A name of New-RandomTensor's -Distribution, and the parameters that have an effect with it.</summary>
internal sealed class RandomDistribution : NamedValue
{
    private RandomDistribution(string name, string meaning, params string[] parameters)
        : base(name, meaning) => Parameters = parameters;

    /// <summary>Every distribution.</summary>
    public static RandomDistribution[] All { get; } =
    {
        new RandomDistribution("Uniform", "Uniform in [-Minimum, -Maximum), 0 and 1 by default", "Minimum", "Maximum"),
        new RandomDistribution(
            "Normal", "Normal, -Mean 0 and -StandardDeviation 1 by default", "Mean", "StandardDeviation"),
        new RandomDistribution(
            "TruncatedNormal",
            "Normal cut at the values -Minimum and -Maximum, as PyTorch's trunc_normal_",
            "Mean",
            "StandardDeviation",
            "Minimum",
            "Maximum"),
        new RandomDistribution(
            "ExactTruncatedNormal",
            "Normal cut at -Minimum and -Maximum deviations, scaled to -StandardDeviation exactly",
            "Mean",
            "StandardDeviation",
            "Minimum",
            "Maximum"),
        new RandomDistribution("Bernoulli", "1 with -Probability (0.5 by default, or a tensor of probabilities), else 0", "Probability"),
        new RandomDistribution("Exponential", "Exponential of -Rate, 1 by default", "Rate"),
        new RandomDistribution("Integer", "Whole numbers from -Minimum (0 by default) to -Maximum - 1", "Minimum", "Maximum"),
        new RandomDistribution("Permutation", "0 to n - 1 in random order"),
        new RandomDistribution("Multinomial", "Indices in proportion to -Weight", "Weight", "Replacement"),
    };

    /// <summary>The parameters that have an effect.</summary>
    public string[] Parameters { get; }

    /// <summary>The parameter that cannot be left out, if there is one.</summary>
    public string? Needed => Name switch
    {
        "Integer" => "Maximum",
        "Multinomial" => "Weight",
        _ => null,
    };

    /// <summary>The entry of a name in any spelling.</summary>
    /// <exception cref="NormToolsException">There is none.</exception>
    public static RandomDistribution Get(string name) =>
        Array.Find(All, entry => Normalize(entry.Name) == Normalize(name))
        ?? throw Errors.UnknownName("UnknownDistribution", "Distribution", name, All);
}

/// <summary>One draw of New-RandomTensor: its arguments, and the call.</summary>
internal sealed class RandomDraw
{
    private const double MostExact = 9007199254740991; // up to this a double holds every whole number

    /// <summary>The given numbers, by the names of their parameters.</summary>
    public Dictionary<string, double> Numbers { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    public Tensor? Weight { get; set; }

    public bool Replacement { get; set; }

    public long[] Shape { get; set; } = Array.Empty<long>();

    public DType? Type { get; set; }

    /// <summary>A probability for each element; null where there is one for all.</summary>
    private Tensor? Probabilities { get; set; }

    /// <summary>Takes a number, or a tensor with one for each element.</summary>
    /// <returns>The number; 0 for a tensor; null where nothing was given.</returns>
    public double? TakeProbability(Tensor? given)
    {
        given?.ThrowIfDisposed();
        if (given is null || (given.TakesAnyType && given.Rank == 0))
        {
            return given is null ? null : ((double[])given.ToArray())[0];
        }

        Probabilities = given.TakesAnyType ? given.To(Type ?? DType.Float32)
            : given.DType.IsFloat() ? given
            : throw Errors.TypeWanted("-Probability", given.DType, "Float32 or Float64");
        return 0;
    }

    /// <summary>Takes the shape, which is that of the probabilities where there are any.</summary>
    public void TakeShape(long[]? given)
    {
        long[]? own = Probabilities?.Dimensions;
        Shape = own is not null && given is not null && !own.SequenceEqual(given)
            ? throw Errors.ShapeWanted("-Probability", own, "that of -Shape, " + Text.Shape(given) + ",")
            : given ?? own ?? throw Errors.ShapeMissing();
    }

    /// <summary>Draws the tensor.</summary>
    /// <exception cref="NormToolsException">The distribution does not allow one of the numbers, or the
    /// shape.</exception>
    public Tensor Draw(RandomDistribution distribution, RandomGenerator generator) => distribution.Name switch
    {
        "Uniform" => Continuous(generator, Distribution.Uniform, Number("Minimum", 0), Number("Maximum", 1)),
        "Normal" => Continuous(generator, Distribution.Normal, Number("Mean", 0), Number("StandardDeviation", 1)),
        "TruncatedNormal" => Continuous(
            generator,
            Distribution.TruncatedNormal,
            Number("Mean", 0),
            Number("StandardDeviation", 1),
            Number("Minimum", -2),
            Number("Maximum", 2)),
        "ExactTruncatedNormal" => Exact(generator),
        "Exponential" => Continuous(generator, Distribution.Exponential, Number("Rate", 1)),
        "Bernoulli" => Bernoulli(generator),
        "Integer" => Integers(generator),
        "Permutation" => Permutation(generator),
        _ => Multinomial(generator),
    };

    /// <summary>What PyTorch warns of, or null.</summary>
    public string? Warning(RandomDistribution distribution) => distribution.Name != "TruncatedNormal" ? null
        : WeightInitialization.TruncationWarning(
            Number("Mean", 0), Number("StandardDeviation", 1), Number("Minimum", -2), Number("Maximum", 2));

    private double Number(string name, double fallback) =>
        Numbers.TryGetValue(name, out double number) ? number : fallback;

    private Tensor Continuous(RandomGenerator generator, Distribution distribution, params double[] parameters)
    {
        DType type = Type ?? DType.Float32;
        return type.IsFloat()
            ? Fill(type, generator, (stream, values) => Draw(stream, distribution, parameters, values))
            : throw Errors.TypeWanted("A continuous distribution", type, "Float32 or Float64");
    }

    private static unsafe Status Draw(
        ObjectHandle stream, Distribution distribution, double[] parameters, Tensor values)
    {
        fixed (double* first = parameters)
        {
            return NativeMethods.Random(
                stream, values.DType, distribution, first, parameters.Length, values.Handle, values.Count);
        }
    }

    private Tensor Exact(RandomGenerator generator) => WeightInitialization.Create(
        "ExactTruncatedNormal",
        ("mean", Number("Mean", 0)),
        ("standardDeviation", Number("StandardDeviation", 1)),
        ("minimum", Number("Minimum", -2)),
        ("maximum", Number("Maximum", 2))).Draw(generator, Type ?? DType.Float32, Shape);

    // Integer types hold the same zeros and ones, which PyTorch draws in the same way.
    private Tensor Bernoulli(RandomGenerator generator)
    {
        if (Probabilities is not null)
        {
            return BernoulliEach(generator, Probabilities);
        }

        DType type = Type ?? DType.Float32;
        double[] parameters = { Number("Probability", 0.5) };
        Tensor values = Fill(
            DType.Float32, generator, (stream, result) => Draw(stream, Distribution.Bernoulli, parameters, result));
        return values.To(type);
    }

    // torch.bernoulli(p): the type of the probabilities decides how many bits are drawn for each; -DType is only the
    // type of the result.
    private Tensor BernoulliEach(RandomGenerator generator, Tensor p) =>
        Fill(p.DType, generator, (stream, values) => NativeMethods.RandomBernoulliEach(
            stream, p.DType, p.Handle, values.Handle, values.Count)).To(Type ?? p.DType);

    private Tensor Integers(RandomGenerator generator)
    {
        long from = Whole("Minimum", 0);
        long to = Whole("Maximum", 0);
        return Fill(DType.Int64, generator, (stream, values) =>
            NativeMethods.RandomIntegers(stream, from, to, values.Handle, values.Count)).To(Type ?? DType.Int64);
    }

    private Tensor Permutation(RandomGenerator generator)
    {
        if (Shape.Length != 1)
        {
            throw Errors.ShapeWanted("A permutation", Shape, "one dimension");
        }

        return Fill(DType.Int64, generator, (stream, values) =>
            NativeMethods.RandomPermutation(stream, values.Handle, values.Count)).To(Type ?? DType.Int64);
    }

    private Tensor Multinomial(RandomGenerator generator)
    {
        Tensor given = Weight!;
        given.ThrowIfDisposed();
        if (given.Rank != 1)
        {
            throw Errors.ShapeWanted("-Weight", given.Dimensions, "one dimension");
        }

        Tensor weight = given.DType == DType.Float64 ? given : given.To(DType.Float32);
        int replacement = Replacement ? 1 : 0;
        return Fill(DType.Int64, generator, (stream, values) => NativeMethods.RandomMultinomial(
            stream, weight.DType, weight.Handle, weight.Count, replacement, values.Handle, values.Count))
            .To(Type ?? DType.Int64);
    }

    private long Whole(string parameter, double fallback)
    {
        double number = Number(parameter, fallback);
        return number == Math.Floor(number) && Math.Abs(number) <= MostExact
            ? (long)number
            : throw Errors.NotAnExactInteger(parameter, number);
    }

    private Tensor Fill(DType type, RandomGenerator generator, Func<ObjectHandle, Tensor, Status> draw)
    {
        Tensor values = Tensor.Uninitialized(type, Shape);
        try
        {
            generator.Use(stream => draw(stream, values));
            return values;
        }
        catch (NormToolsException)
        {
            values.Dispose();
            throw;
        }
    }
}
