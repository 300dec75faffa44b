using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Initialization;
using NormTools.Core.Kernels;
using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Threading;
using NormTools.Core.Training;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Long calls keep polling the cancellation flag: a negative flag counts the polls and cancels the call at
/// the last of them.</summary>
public sealed unsafe class StoppingTests : IDisposable
{
    private const int Many = 1 << 21; // values: a call of some milliseconds
    private const int Side = 1 << 11; // their matrix
    private const int Unlimited = int.MinValue;

    private readonly string folder = Directory.CreateTempSubdirectory("NormTools-").FullName;

    /// <summary>What is done, on how many threads, and how often it has to look at least.</summary>
    public static TheoryData<string, int, int> Calls
    {
        get
        {
            TheoryData<string, int, int> data = [];
            foreach (int threads in new[] { 1, 2 })
            {
                foreach (string values in new[] { "to float64", "to int64", "copy", "fill", "transpose", "add", "add row",
                    "exp", "layer norm", "layer norm backward", "group norm", "batch norm", "weight norm", "statistics",
                    "permutation", "normal", "bernoulli", "truncated", "multinomial", "write", "read", "clone",
                    "fingerprint" })
                {
                    data.Add(values, threads, Many / Slices.Values / 2);
                }

                data.Add("spectral rounds", threads, 1000);
                data.Add("spectral row", threads, 4);
                data.Add("product", threads, 4);
                data.Add("orthogonal", threads, 100);
                data.Add("transposed kernel", threads, 100);
                data.Add("transposed kernel backward", threads, 4);
            }

            return data;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_long_call_keeps_polling_the_flag_and_ends_wherever_it_is_raised(
        string what, int threads, int leastPolls)
    {
        int before = Workers.UseThreads(threads);
        try
        {
            using Work work = new(what, folder);
            byte[] whole = work.Result();
            int polls = Polls(() => work.Result());
            Assert.True(polls >= leastPolls, $"It polled {polls} times, and at least {leastPolls} times are wanted.");
            int last = threads == 1 ? polls : polls / 2; // a thread that skips words of the stream polls as well
            foreach (int at in new[] { 1, 2, polls / 3, last })
            {
                Assert.Equal(Status.Cancelled, EndedAt(Math.Max(at, 1), () => work.Result()));
            }

            Close.Same(whole, work.Result(), what);
            Assert.Empty(Directory.GetFiles(folder, "*.tmp"));
        }
        finally
        {
            Workers.UseThreads(before);
        }
    }

    [Fact]
    public void A_negative_flag_cancels_after_as_many_polls()
    {
        int flag = -3;
        Cancellation.Use(&flag);
        try
        {
            Assert.Equal([false, false, true, true], Enumerable.Range(0, 4).Select(_ => Cancellation.IsRequested));
        }
        finally
        {
            Cancellation.Use(null);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(300)]
    public void A_run_that_is_cancelled_while_it_draws_an_order_draws_the_same_one_again(int polls)
    {
        const string Options = """{"loss":"CrossEntropy","epochs":2,"batch_size":40000,"seed":5,"optimizer":{"type":"SGD","lr":1e-2}}""";
        Samples samples = Samples.Balls(200_000, 2, 4, 1);
        using Model whole = TrainingRuns.Model("2", "Linear:out_features=4");
        using TrainingRun straight = TrainingRuns.Run(whole, Options, samples);
        TrainingRuns.ToEnd(straight);

        using Model model = TrainingRuns.Model("2", "Linear:out_features=4");
        using TrainingRun run = TrainingRuns.Run(model, Options, samples);
        int flag = -polls;
        Cancellation.Use(&flag);
        RunProgress progress = run.Advance(0);
        Cancellation.Use(null);
        Assert.Equal((0, RunState.Running), ((int)progress.Epoch, progress.State));
        TrainingRuns.ToEnd(run);
        Assert.Equal(TrainingRuns.State(whole), TrainingRuns.State(model));
    }

    private static int Polls(Action call)
    {
        int flag = Unlimited;
        Cancellation.Use(&flag);
        try
        {
            call();
            return flag - Unlimited;
        }
        finally
        {
            Cancellation.Use(null);
        }
    }

    private static Status EndedAt(int polls, Action call)
    {
        int flag = -polls;
        Cancellation.Use(&flag);
        try
        {
            call();
            return Status.Ok;
        }
        catch (CoreException failure)
        {
            return failure.Status;
        }
        finally
        {
            Cancellation.Use(null);
        }
    }

    /// <summary>A call with its arguments, which gives the same bytes each time.</summary>
    private sealed class Work(string what, string folder) : IDisposable
    {
        private readonly float[] x = [.. Enumerable.Range(0, Many).Select(i => (i % 1000) + 1f)];
        private readonly float[] y = new float[Many];
        private readonly double[] wide = new double[Many];
        private readonly long[] longs = new long[Many];
        private readonly float[] ones = [.. Enumerable.Repeat(1f, Side)];
        private readonly Model model = TrainingRuns.Model("2048", "Linear:out_features=2048");

        public void Dispose() => model.Dispose();

        public byte[] Result()
        {
            Array.Clear(y);
            switch (what)
            {
                case "to float64": Conversion.Convert<float, double>(x, wide); return Bytes<double>(wide);
                case "to int64": Conversion.Convert<float, long>(x, longs); return Bytes<long>(longs);
                case "copy": Strided.Copy<float>(x, [1], y, [1], [Many]); break;
                case "fill": Strided.Copy<float>(x, [0], y, [1], [Many]); break;
                case "transpose": Strided.Copy<float>(x, [1, Side], y, [Many / Side, 1], [Side, Many / Side]); break;
                case "add": Elementwise.Apply<float>(BinaryOperation.Add, x, [1], x, [1], y, [Many]); break;
                case "add row":
                    Elementwise.Apply<float>(
                        BinaryOperation.Add, x, [Side, 1], ones, [0, 1], y, [Many / Side, Side]);
                    break;
                case "exp": TensorFunctions.Apply<float>(ElementFunction.Exponential, 0, x, y); break;
                case "statistics": Statistics.Describe<float>(x, Side, new RowSummary[Many / Side]); break;
                case "product":
                    fixed (float* a = x, c = y)
                    {
                        MatrixProduct.Multiply(false, false, 600, 600, 600, a, 600, a, 600, c, 600);
                    }

                    break;
                case "permutation": new Generator(1).Permutation(longs); return Bytes<long>(longs);
                case "normal": new Generator(1).Normal(wide); return Bytes<double>(wide);
                case "truncated": new Generator(1).TruncatedNormal(y); break;
                case "bernoulli":
                    new Generator(1).BernoulliEach([.. x.Select(value => value / 1000)], y);
                    break;
                case "multinomial": new Generator(1).Multinomial(x, longs.AsSpan(0, 1000), true); return Bytes<long>(longs);
                case "orthogonal": Orthogonal.Fill<float>(new Generator(1), y.AsSpan(0, 512 * 512), [512, 512]); break;
                case "spectral rounds": Spectral(64, 64, 1000); break;
                case "spectral row": Spectral(1, Many / 2, 2); break;
                case "weight norm":
                    WeightNorm.Forward<float>(x, [2], y, new float[1], 1, 1, Many, 0);
                    break;
                case "transposed kernel" or "transposed kernel backward": Transposed(); break;
                case "write" or "read": return File(what == "write");
                case "clone":
                    using (Model copy = model.Copy())
                    {
                        return Bytes<float>(TrainingRuns.State(copy));
                    }

                case "fingerprint": return Fingerprint();
                default: Normalize(); break;
            }

            return Bytes<float>(y);
        }

        private static byte[] Bytes<T>(ReadOnlySpan<T> values)
            where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();

        private void Normalize()
        {
            float[] mean = new float[1], inverse = new float[1];
            switch (what)
            {
                case "layer norm" or "layer norm backward":
                    LayerNorm.Forward<float>(x, [], [], y, 1, Many, 1e-5, mean, inverse, relu: false, threads: 0);
                    if (what != "layer norm")
                    {
                        LayerNorm.Backward<float>(x, x, [], [], mean, inverse, y, [], [], 1, Many, threads: 0);
                    }

                    break;
                case "group norm":
                    GroupNorm.Forward<float>(x, [], [], y, 1, 1, Many, 1, 1e-5, mean, inverse, relu: false, threads: 0);
                    break;
                default:
                    BatchNorm.ForwardTraining<float>(
                        x, [], [], y, 1, 1, Many, 1e-5, mean, inverse, [], [], 0, relu: false, threads: 0);
                    break;
            }
        }

        private void Spectral(int rows, int columns, int rounds)
        {
            Span<float> u = y.AsSpan(0, rows), v = y.AsSpan(rows, columns);
            v.Fill(1);
            SpectralNorm.PowerIteration<float>(x.AsSpan(0, rows * columns), u, v, 1, rows, columns, rounds, 1e-12);
        }

        private void Transposed()
        {
            ConvolutionAxis axis = ConvolutionAxis.Transposed(200, 4000, stride: 1000);
            ConvolutionShape shape = new(2, 1, 2, 1, ConvolutionAxis.One, ConvolutionAxis.One, axis);
            fixed (float* dy = x, dx = y)
            {
                Convolution.InputGradient(shape, dy, dy + 4000, null, dx);
                if (what != "transposed kernel")
                {
                    Convolution.WeightGradient(shape, dx, dy, dx);
                }
            }
        }

        private byte[] File(bool writes)
        {
            string path = Path.Combine(folder, "model.safetensors");
            if (writes || !System.IO.File.Exists(path))
            {
                ModelFile.Save(model, path, new Dictionary<string, string>());
            }

            if (writes)
            {
                return [1];
            }

            using Model read = ModelFile.Load(path);
            return Bytes<float>(TrainingRuns.State(read));
        }

        private byte[] Fingerprint()
        {
            Samples samples = Samples.Values(x, x, Side);
            return System.Text.Encoding.ASCII.GetBytes(DataFingerprint.Of(samples.Reader(Many / Side)));
        }
    }
}
