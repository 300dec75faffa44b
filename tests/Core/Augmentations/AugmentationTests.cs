using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Each augmentation against its definition, written out from the same stream.</summary>
public sealed unsafe class AugmentationTests
{
    /// <summary>Every one of them, one behind the other.</summary>
    public const string All =
        "[{\"type\":\"RandomFlip\"},{\"type\":\"RandomCrop\",\"padding\":2},\"RandomRotation\",{\"type\":\"Mixup\",\"alpha\":0.2},\"RandomErasing\",\"ColorJitter\",\"CutMix\",\"Noise\"]";

    internal const long Key = 0x5EED5EED5EED;
    private const int Rows = 40;

    public static TheoryData<int, int, int> Shapes => new() { { 1, 8, 9 }, { 3, 7, 5 }, { 3, 32, 32 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_flip_turns_lines_and_columns(int c, int h, int w) => Check(
        "{\"type\":\"RandomFlip\",\"p\":0.4,\"direction\":\"both\"}", c, h, w, (stream, x) =>
        {
            bool across = stream.NextSingle() < 0.4, upside = stream.NextSingle() < 0.4;
            return Each(c, h, w, (i, j, k) => x(i, upside ? h - 1 - j : j, across ? w - 1 - k : k));
        });

    [Theory]
    [InlineData("horizontal")]
    [InlineData("vertical")]
    public void A_flip_of_one_direction_draws_once(string direction) => Check(
        $"{{\"type\":\"RandomFlip\",\"direction\":\"{direction}\"}}", 3, 6, 7, (stream, x) =>
        {
            bool flips = stream.NextSingle() < 0.5, across = direction == "horizontal";
            return Each(3, 6, 7, (i, j, k) => x(i, flips && !across ? 5 - j : j, flips && across ? 6 - k : k));
        });

    [Theory]
    [InlineData("constant", 2.5)]
    [InlineData("edge", 0)]
    [InlineData("reflect", 0)]
    public void A_crop_is_a_part_of_the_padded_image(string mode, double fill)
    {
        foreach (object[] shape in Shapes.Select(row => new object[] { row.Data.Item1, row.Data.Item2, row.Data.Item3 }))
        {
            (int c, int h, int w) = ((int)shape[0], (int)shape[1], (int)shape[2]);
            Check(
                FormattableString.Invariant($"{{\"type\":\"RandomCrop\",\"padding\":3,\"fill\":{fill},\"padding_mode\":\"{mode}\"}}"), c, h, w, (stream, x) =>
                {
                    int top = stream.Integer(7) - 3, left = stream.Integer(7) - 3;
                    return Each(c, h, w, (i, j, k) =>
                    {
                        (int row, int column) = (Place(j + top, h), Place(k + left, w));
                        return row < 0 || column < 0 ? (float)fill : x(i, row, column);
                    });
                });

            int Place(int at, int size) => at >= 0 && at < size ? at
                : mode == "constant" ? -1
                : mode == "edge" ? Math.Clamp(at, 0, size - 1)
                : at < 0 ? -at : (2 * (size - 1)) - at;
        }
    }

    [Theory]
    [InlineData("nearest")]
    [InlineData("bilinear")]
    public void A_rotation_takes_each_pixel_from_where_it_was(string interpolation)
    {
        const int Size = 11;
        Check(
            $"{{\"type\":\"RandomRotation\",\"degrees\":50,\"interpolation\":\"{interpolation}\",\"fill\":-1}}", 3, Size, Size, (stream, x) =>
            {
                double angle = (-50 + (100 * stream.NextSingle())) * Math.PI / 180;
                return Each(3, Size, Size, (i, j, k) =>
                {
                    double column = 5 + ((k - 5) * Math.Cos(angle)) - ((j - 5) * Math.Sin(angle));
                    double row = 5 + ((k - 5) * Math.Sin(angle)) + ((j - 5) * Math.Cos(angle));
                    if (interpolation == "nearest")
                    {
                        return At(x, i, (int)Math.Round(row), (int)Math.Round(column));
                    }

                    double sum = 0;
                    for (int near = 0; near < 4; near++)
                    {
                        int r = (int)Math.Floor(row) + (near / 2), s = (int)Math.Floor(column) + (near % 2);
                        sum += (1 - Math.Abs(row - r)) * (1 - Math.Abs(column - s)) * At(x, i, r, s);
                    }

                    return (float)sum;
                });
            },
            1e-4);

        static float At(Func<int, int, int, float> x, int i, int row, int column) =>
            row is >= 0 and < Size && column is >= 0 and < Size ? x(i, row, column) : -1;
    }

    [Fact]
    public void Ninety_degrees_bring_the_right_edge_to_the_top()
    {
        // Against the clock, as torchvision turns: with y downwards, (0, -1) comes from (1, 0).
        (double sin, double cos) = StableMath.SinCos(Math.PI / 2);
        Assert.Equal((1.0, 0.0), (Math.Round((0 * cos) - (-1 * sin)), Math.Round((0 * sin) + (-1 * cos))));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void An_erased_rectangle_is_drawn_as_torchvision_draws_it(int c, int h, int w) => Check(
        "{\"type\":\"RandomErasing\",\"p\":0.7,\"scale\":[0.05,0.9],\"value\":9}", c, h, w, (stream, x) =>
        {
            (int top, int left, int height, int width) = (0, 0, 0, 0);
            bool erases = stream.NextSingle() < 0.7;
            for (int i = 0; erases && i < 10; i++)
            {
                double area = (0.05 + (0.85 * stream.NextSingle())) * h * w;
                double ratio = Math.Exp(Math.Log(0.3) + ((Math.Log(3.3) - Math.Log(0.3)) * stream.NextSingle()));
                (double sizeH, double sizeW) = (Math.Round(Math.Sqrt(area * ratio)), Math.Round(Math.Sqrt(area / ratio)));
                if (sizeH < h && sizeW < w)
                {
                    (height, width) = ((int)sizeH, (int)sizeW);
                    (top, left) = (stream.Integer(h - height + 1), stream.Integer(w - width + 1));
                    break;
                }
            }

            return Each(c, h, w, (i, j, k) => j >= top && j < top + height && k >= left && k < left + width ? 9 : x(i, j, k));
        });

    [Fact]
    public void Nothing_is_erased_where_ten_tries_give_no_rectangle() => Check(
        "{\"type\":\"RandomErasing\",\"p\":1,\"scale\":[1,1],\"ratio\":[1,1]}", 1, 8, 8, (_, x) => Each(1, 8, 8, x));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 0.4)]
    public void Colours_change_in_a_drawn_order(int channels, double hue) => Check(
        FormattableString.Invariant($"{{\"type\":\"ColorJitter\",\"brightness\":0.5,\"contrast\":0.4,\"saturation\":0.3,\"hue\":{hue}}}"),
        channels, 6, 5, (stream, x) =>
        {
            int[] order = [0, 1, 2, 3];
            for (int i = 0; i < 3; i++)
            {
                int other = i + stream.Integer(4 - i);
                (order[i], order[other]) = (order[other], order[i]);
            }

            double brightness = 0.5 + stream.NextSingle(), contrast = 0.6 + (0.8 * stream.NextSingle()), saturation = 0.7 + (0.6 * stream.NextSingle());
            double turn = hue == 0 ? 0 : -hue + (2 * hue * stream.NextSingle());
            double[] y = [.. Each(channels, 6, 5, x).Select(value => (double)value)];
            (double low, double high) = (0, 1);
            foreach (int what in order)
            {
                double mean = Enumerable.Range(0, 30).Average(Grey);
                double[] grey = [.. Enumerable.Range(0, 30).Select(Grey)];
                for (int i = 0; i < y.Length; i++)
                {
                    double moved = what == 0 ? y[i] * brightness
                        : what == 1 ? (y[i] * contrast) + ((1 - contrast) * mean)
                        : what == 2 && channels == 3 ? (y[i] * saturation) + ((1 - saturation) * grey[i % 30])
                        : y[i];
                    y[i] = Math.Clamp(moved, low, high);
                }

                for (int i = 0; what == 3 && channels == 3 && hue > 0 && i < 30; i++)
                {
                    (y[i], y[i + 30], y[i + 60]) = Turned(y[i], y[i + 30], y[i + 60], turn);
                }
            }

            return [.. y.Select(value => (float)value)];

            double Grey(int i) => channels == 1 ? y[i] : (0.2989 * y[i]) + (0.587 * y[i + 30]) + (0.114 * y[i + 60]);
        },
        2e-5);

    [Fact]
    public void Noise_of_images_is_a_share_of_their_range_and_kept_in_it() => Check(
        "{\"type\":\"Noise\",\"sigma\":0.3}", 3, 6, 5, (stream, x) =>
        {
            float[] y = Each(3, 6, 5, x);
            stream.AddNormal(y, [0.3f]);
            return [.. y.Select(value => Math.Clamp(value, 0, 1))];
        },
        1e-6);

    [Fact]
    public void Noise_of_tables_is_a_share_of_each_columns_deviation()
    {
        Samples samples = Samples.Balls(Rows, 5, 2, 3);
        float[] x = [.. Enumerable.Range(0, Rows * 5).Select(i => ((float*)samples.View.Features)[i])];
        float[] std = [.. Enumerable.Range(0, 5).Select(column =>
        {
            double[] values = [.. Enumerable.Range(0, Rows).Select(row => (double)x[(row * 5) + column])];
            return (float)(0.2 * Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / Rows));
        })];
        float[] y = Gather("[{\"type\":\"Noise\",\"sigma\":0.2}]", samples, "5", 2, 1);
        for (int row = 0; row < Rows; row++)
        {
            float[] expected = x[(row * 5)..((row + 1) * 5)];
            new SampleStream(Key, row, 0).AddNormal(expected, std);
            Close.To<float>([.. expected.Select(value => (double)value)], y[(row * 5)..((row + 1) * 5)], 1e-6, $"row {row}");
        }
    }

    [Fact]
    public void Samples_are_changed_as_stored_and_scaled_afterwards()
    {
        // A fill of 0 is a black pixel of bytes, whatever the scale makes of it.
        byte[] bytes = [.. Enumerable.Range(0, Rows * 48).Select(i => (byte)(50 + (i % 200)))];
        Samples samples = Samples.Classes(new float[Rows * 48], new long[Rows]);
        byte* pinned = samples.Pin(bytes);
        float* scale = samples.Pin(Enumerable.Range(0, 48).Select(i => 0.5f + i).ToArray());
        float* shift = samples.Pin(Enumerable.Range(0, 48).Select(i => (float)-i).ToArray());
        samples.With(view => view with
        {
            Features = pinned,
            FeatureDType = (int)DType.UInt8,
            Scale = scale,
            Shift = shift,
            ScaleCount = 48,
        });
        float[] y = Gather("[{\"type\":\"RandomCrop\",\"padding\":2}]", samples, "1,6,8", 2, 1);
        for (int row = 0; row < Rows; row++)
        {
            SampleStream stream = new(Key, row, 0);
            int top = stream.Integer(5) - 2, left = stream.Integer(5) - 2;
            for (int i = 0; i < 48; i++)
            {
                (int r, int c) = ((i / 8) + top, (i % 8) + left);
                float value = r is >= 0 and < 6 && c is >= 0 and < 8 ? bytes[(row * 48) + (r * 8) + c] : 0;
                Assert.Equal((value * (0.5f + i)) - i, y[(row * 48) + i]);
            }
        }
    }

    [Theory]
    [InlineData("2,4,4")]
    [InlineData("7")]
    public void What_is_for_other_samples_is_refused(string shape)
    {
        int width = shape == "7" ? 7 : 32;
        string name = shape == "7" ? "RandomFlip" : "ColorJitter";
        CoreException refused = Assert.Throws<CoreException>(() => Gather(
            $"[{{\"type\":\"{name}\"}}]", Samples.Balls(Rows, width, 2, 1), shape, 2, 1));
        Assert.Equal("AugmentationDoesNotFit", refused.Id);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The features of all rows as one batch, in the order of the data.</summary>
    internal static float[] Gather(string list, Samples samples, string shape, int classes, int threads, string loss = "\"CrossEntropy\"")
    {
        using Model model = TrainingRuns.Model(shape, $"Flatten Linear:out_features={classes}");
        RunOptions options = new($"{{\"loss\":{loss},\"epochs\":1,\"optimizer\":\"SGD\",\"augment\":{list}}}", false);
        options.Loss.Fit(model.OutputShape, samples.View.TargetWidth, "data");
        BatchReader reader = samples.Reader(model.InputCount);
        using AugmentedBatches batches = new(options.Augmentation, reader, model, options.Loss, (int)reader.Count, threads);
        float[] values = new float[reader.Count * reader.FeatureWidth];
        fixed (float* destination = values)
        {
            batches.Features(Key, null, 0, (int)reader.Count, destination, threads);
        }

        return values;
    }

    private delegate float[] Definition(Draws stream, Func<int, int, int, float> x);

    private static void Check(string augmentation, int c, int h, int w, Definition definition, double tolerance = 0)
    {
        int count = c * h * w;
        System.Random random = new(4);
        float[] x = [.. Enumerable.Range(0, Rows * count).Select(_ => (float)random.NextDouble())];
        (x[0], x[1]) = (0, 1); // the range
        float[] y = Gather($"[{augmentation}]", Samples.Classes(x, new long[Rows]), $"{c},{h},{w}", 2, 1);
        int changed = 0;
        for (int row = 0; row < Rows; row++)
        {
            float[] expected = definition(new Draws(row), (i, j, k) => x[(row * count) + (((i * h) + j) * w) + k]);
            float[] actual = y[(row * count)..((row + 1) * count)];
            changed += actual.AsSpan().SequenceEqual(x.AsSpan(row * count, count)) ? 0 : 1;
            if (tolerance == 0)
            {
                Assert.Equal(expected, actual);
            }
            else
            {
                Close.To<float>([.. expected.Select(value => (double)value)], actual, tolerance, $"row {row}");
            }
        }

        Assert.True(changed > Rows / 4 || augmentation.Contains("[1,1]", StringComparison.Ordinal), $"{changed} samples were changed");
    }

    private static float[] Each(int c, int h, int w, Func<int, int, int, float> value) =>
        [.. Enumerable.Range(0, c * h * w).Select(i => value(i / (h * w), i / w % h, i % w))];

    // By the hexagon: the hue of (r, g, b) with a turn added, chroma and largest value kept.
    private static (double R, double G, double B) Turned(double r, double g, double b, double turn)
    {
        double most = Math.Max(r, Math.Max(g, b)), chroma = most - Math.Min(r, Math.Min(g, b));
        if (chroma == 0)
        {
            return (r, g, b);
        }

        double hue = most == r ? ((g - b) / chroma / 6) + 1 : most == g ? (2 + ((b - r) / chroma)) / 6 : (4 + ((r - g) / chroma)) / 6;
        double turned = hue + turn + 1;
        return (Channel(5), Channel(3), Channel(1));

        double Channel(int n)
        {
            double k = (n + (6 * turned)) % 6;
            return most - (chroma * Math.Max(0, Math.Min(Math.Min(k, 4 - k), 1)));
        }
    }

    /// <summary>A sample's stream, as one object in a definition.</summary>
    private sealed class Draws(int row)
    {
        private SampleStream stream = new(Key, row, 0);

        public float NextSingle() => stream.NextSingle();

        public int Integer(int count) => stream.Integer(count);

        public void AddNormal(float[] values, float[] std) => stream.AddNormal(values, std);
    }
}
