using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Recurrent layers: how they are cut, told and refused.</summary>
public sealed unsafe class RecurrentLayerTests
{
    [Fact]
    public void Parts_take_each_row_of_each_direction_once()
    {
        foreach (int threads in Enumerable.Range(1, 64))
        {
            foreach (int rows in new[] { 1, 2, 11, 12, 24, 63, 64, 65, 129, 1000 })
            {
                for (int directions = 1; directions <= 2; directions++)
                {
                    RecurrentCut cut = RecurrentCut.Of(rows, directions, threads);
                    int[] taken = new int[rows * directions];
                    for (int part = 0; part < cut.Parts; part++)
                    {
                        (int direction, int top, int count) = cut.Part(part);
                        Assert.InRange(count, 1, 64);
                        for (int row = top; row < top + count; row++)
                        {
                            taken[(direction * rows) + row]++;
                        }
                    }

                    Assert.All(taken, times => Assert.Equal(1, times));
                }
            }
        }
    }

    [Theory]
    [InlineData("LSTM:hidden_size=20;num_layers=2;bidirectional=true;proj_size=9 MeanStep")]
    [InlineData("GRU:hidden_size=17;num_layers=2;dropout=0.2 LastStep")]
    [InlineData("RNN:hidden_size=16;bidirectional=true MaxStep Linear:out_features=3")]
    [InlineData("LayerNormLSTM:hidden_size=20;num_layers=2;bidirectional=true;proj_size=9 MeanStep")]
    [InlineData("LayerNormLSTM:hidden_size=17;norm_over=\"gate\";state_norm=\"stored\" LastStep")]
    [InlineData("LayerNormGRU:hidden_size=17;num_layers=2;bidirectional=true Flatten")]
    [InlineData("Permute:dims=[2,1] GRU:hidden_size=8 Flatten")]
    public void Results_are_the_same_bits_on_any_number_of_threads(string layers)
    {
        const int Rows = 150;
        using Model model = TrainingRuns.Model("6,24", layers, 3);
        float[][] results = [.. new[] { 1, 2, 3, 7, 16 }.Select(threads => Step(model, Rows, threads))];
        Assert.Contains(results[0], value => value != 0);
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Theory]
    [InlineData("LSTM:hidden_size=8", "LSTM(4, 8)", "LSTM(4, 8, batch_first=True)")]
    [InlineData("GRU:hidden_size=8;num_layers=2;dropout=0.2;bidirectional=true;bias=false",
        "GRU(4, 8, num_layers=2, bias=False, dropout=0.2, bidirectional=True)",
        "GRU(4, 8, num_layers=2, bias=False, batch_first=True, dropout=0.2, bidirectional=True)")]
    [InlineData(
        "LSTM:hidden_size=8;proj_size=3", "LSTM(4, 8, proj_size=3)", "LSTM(4, 8, proj_size=3, batch_first=True)")]
    [InlineData(
        "RNN:hidden_size=8;nonlinearity=\"relu\"", "RNN(4, 8, nonlinearity='relu')",
        "RNN(4, 8, nonlinearity='relu', batch_first=True)")]
    public void It_is_told_as_torch_prints_it(string layer, string summary, string description)
    {
        using Model model = TrainingRuns.Model("6,4", layer);
        Assert.Equal(summary, model.Layers[0].Summary);
        Assert.Equal(description, model.Layers[0].Describe());
    }

    [Theory]
    [InlineData("6", "LSTM:hidden_size=8", "LayerShapeMismatch", "[steps, features]")]
    [InlineData("2,6,4", "GRU:hidden_size=8", "LayerShapeMismatch", "[steps, features]")]
    [InlineData("6", "LastStep", "LayerShapeMismatch", "[steps, features]")]
    [InlineData("6,4", "LSTM:hidden_size=8;proj_size=8", "InvalidLayerArgument", "smaller than hidden_size")]
    [InlineData("6,4", "RNN:hidden_size=8;nonlinearity=\"gelu\"", "InvalidLayerArgument", "one of tanh, relu")]
    [InlineData("6,4", "GRU:hidden_size=8;proj_size=2", "UnknownLayerArgument", "proj_size")]
    [InlineData("6,4", "Permute:dims=[1,1]", "InvalidLayerArgument", "once")]
    [InlineData("6,4", "Permute:dims=[1,2,3]", "LayerShapeMismatch", "[6, 4]")]
    public void What_does_not_fit_is_refused(string shape, string layer, string id, string says)
    {
        CoreException failure = Assert.Throws<CoreException>(() => TrainingRuns.Model(shape, layer));
        Assert.Equal(id, failure.Id);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_step_alone_is_kept_of_the_states_and_their_gradients()
    {
        using Model model = TrainingRuns.Model("50,4", "LSTM:hidden_size=8 LastStep Linear:out_features=2");
        using Plan plan = Plan.ForTraining(model, 3);
        Assert.Equal(["LSTM", "Linear"], plan.Operations.Select(operation => operation.Kind));
        Assert.Equal(8, plan.Operations[0].Output.Width);
    }

    [Fact]
    public void A_value_that_is_not_a_number_stays_in_its_row()
    {
        using Model model = TrainingRuns.Model("5,3", "LSTM:hidden_size=5;bidirectional=true", 1);
        float[] x = [.. Enumerable.Range(0, 45).Select(i => MathF.Sin(i))];
        float[] clean = TrainingRuns.Forward(model, x);
        x[20] = float.NaN; // row 1, step 1
        float[] y = TrainingRuns.Forward(model, x);
        Assert.Equal(clean[..50], y[..50]);
        Assert.Equal(clean[100..], y[100..]);
        Assert.Contains(y[50..100], float.IsNaN);
    }

    [Fact]
    public void The_largest_step_is_the_first_of_equal_ones_and_not_a_number_wins()
    {
        using Model model = TrainingRuns.Model("3,2", "MaxStep");
        Assert.Equal([3f, float.NaN], TrainingRuns.Forward(model, [3, 1, 3, float.NaN, 2, 9]));
    }

    private static float[] Step(Model model, int rows, int threads)
    {
        using Plan plan = Plan.ForTraining(model, rows);
        Pass pass = new() { Rows = rows, Threads = threads, Generator = new Random.Generator(4) };
        Span<float> input = new(plan.Input, rows * model.InputCount);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = MathF.Sin(i);
        }

        plan.Forward(pass);
        Span<float> output = new(plan.Output, rows * model.OutputCount);
        float[] y = output.ToArray();
        Span<float> gradient = new(plan.OutputGradient, output.Length);
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = MathF.Cos(i);
        }

        plan.Backward(pass);
        return [.. y, .. new Span<float>(plan.Gradients, plan.ParameterCount)];
    }
}
