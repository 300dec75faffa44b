using System.Text.Json;
using NormTools.Core.Graph;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

public sealed unsafe class ModelTests
{
    /// <summary>Specification, error id, and part of the message.</summary>
    public static TheoryData<string, string, string> Wrong => new()
    {
        { "", "InvalidModelSpecification", "not JSON" },
        { "[]", "InvalidModelSpecification", "object" },
        { """{"layers":[{"type":"ReLU"}]}""", "InvalidModelSpecification", "input_shape" },
        { """{"input_shape":[],"layers":[{"type":"ReLU"}]}""", "InvalidModelSpecification", "input_shape" },
        { """{"input_shape":[0],"layers":[{"type":"ReLU"}]}""", "InvalidModelSpecification", "0" },
        { """{"input_shape":[4]}""", "InvalidModelSpecification", "layers" },
        { """{"input_shape":[4],"layers":[]}""", "InvalidModelSpecification", "at least one" },
        { """{"input_shape":[4],"layers":[4]}""", "InvalidModelSpecification", "Layer 0" },
        { """{"input_shape":[4],"layers":[{"typ":"ReLU"}]}""", "InvalidModelSpecification", "Layer 0" },
        { """{"input_shape":[4],"seed":1,"layers":[{"type":"ReLU"}]}""", "InvalidModelSpecification", "seed" },
        { """{"input_shape":[4],"layers":[{"type":"ReLU"},{"type":"Relu"}]}""", "UnknownLayer", "Layer 1: there is no layer \"Relu\". There are " },
        { """{"input_shape":[4],"layers":[{"type":"ReLU","inplace":true}]}""", "UnknownLayerArgument", "Layer 0 (ReLU): there is no argument \"inplace\". It takes none." },
        { """{"input_shape":[4],"layers":[{"type":"Linear","units":3,"out_features":3}]}""", "UnknownLayerArgument", "It takes out_features, bias, parametrization." },
        { """{"input_shape":[4],"layers":[{"type":"Linear"}]}""", "InvalidLayerArgument", "out_features is required" },
        { """{"input_shape":[4],"layers":[{"type":"Linear","out_features":0}]}""", "InvalidLayerArgument", "at least 1" },
        { """{"input_shape":[4],"layers":[{"type":"Linear","out_features":2.5}]}""", "InvalidLayerArgument", "whole number" },
        { """{"input_shape":[4],"layers":[{"type":"Linear","out_features":"2"}]}""", "InvalidLayerArgument", "whole number" },
        { """{"input_shape":[4],"layers":[{"type":"Linear","out_features":3,"bias":1}]}""", "InvalidLayerArgument", "true or false" },
        { """{"input_shape":[4],"layers":[{"type":"Dropout","p":1.5}]}""", "InvalidLayerArgument", "between 0 and 1, but 1.5 was given" },
        { """{"input_shape":[4],"layers":[{"type":"GELU","approximate":"erf"}]}""", "InvalidLayerArgument", "none, tanh" },
        { """{"input_shape":[4],"layers":[{"type":"Residual","layers":[{"type":"ReLU"},{"type":"Linear","out_features":3}]}]}""", "LayerShapeMismatch", "Layer 0 (Residual)" },
        { """{"input_shape":[4],"layers":[{"type":"Residual","layers":[{"type":"ReLU"}],"shortcut":[{"type":"Linear","out_features":3}]}]}""", "LayerShapeMismatch", "f makes [4] of [4] and the shortcut [3]" },
        { """{"input_shape":[4],"layers":[{"type":"Residual","layers":[{"type":"ReLU"}],"shortcut":[]}]}""", "InvalidLayerArgument", "shortcut has to be a list of at least one layer" },
        { """{"input_shape":[4],"layers":[{"type":"Branch","branches":[[{"type":"ReLU"}]]}]}""", "InvalidLayerArgument", "branches has to be a list of at least 2 lists of layers" },
        { """{"input_shape":[4],"layers":[{"type":"Branch","branches":[[{"type":"ReLU"}],[{"type":"Relu"}]]}]}""", "UnknownLayer", "Layer 0.1.0: there is no layer" },
        { """{"input_shape":[4],"layers":[{"type":"Branch","branches":[[{"type":"ReLU"}],[{"type":"ReLU"}]],"join":"Add","dim":2}]}""", "InvalidLayerArgument", "dim is for Concat" },
        { """{"input_shape":[4],"layers":[{"type":"Branch","branches":[[{"type":"ReLU"}],[{"type":"ReLU"}]],"dim":0}]}""", "LayerShapeMismatch", "dim has to be one of 1 to 1 (0 is the batch), but 0 was given" },
        { """{"input_shape":[4,2],"layers":[{"type":"Branch","branches":[[{"type":"Identity"}],[{"type":"Flatten"}]]}]}""", "LayerShapeMismatch", "agree in shape except in dimension 1, but make [4, 2], [8]" },
        { """{"input_shape":[4],"layers":[{"type":"Branch","branches":[[{"type":"Identity"}],[{"type":"Linear","out_features":3}]],"join":"Multiply"}]}""", "LayerShapeMismatch", "the same shape, but make [4], [3]" },
        { """{"input_shape":[4],"layers":[{"type":"Sequential","layers":[{"type":"ReLU"},{"type":"Nothing"}]}]}""", "UnknownLayer", "Layer 0.1" },
        { """{"input_shape":[4],"layers":[{"type":"Sequential","layers":[]}]}""", "InvalidLayerArgument", "at least one" },
        { """{"input_shape":[4],"layers":[{"type":"InstanceNorm"}]}""", "LayerShapeMismatch", "3D to 5D" },
        { """{"input_shape":[4,1],"layers":[{"type":"InstanceNorm"}]}""", "LayerShapeMismatch", "more than 1 spatial element" },
        { """{"input_shape":[5,2],"layers":[{"type":"GroupNorm","num_groups":2}]}""", "LayerShapeMismatch", "num_channels must be divisible by num_groups" },
        { """{"input_shape":[8],"layers":[{"type":"GroupNorm","num_groups":8}]}""", "LayerShapeMismatch", "Layer 0 (GroupNorm): Expected more than 1 value per channel when training, got input size torch.Size([*, 8]): each of the 8 groups would hold one value" },
        { """{"input_shape":[3],"layers":[{"type":"LayerNorm","normalized_shape":4}]}""", "LayerShapeMismatch", "Given normalized_shape=[4]" },
        { """{"input_shape":[4],"layers":[{"type":"LocalResponseNorm","size":3}]}""", "LayerShapeMismatch", "Expected 3D or higher dimensionality input (got 2D input)" },
        { """{"input_shape":[4],"layers":[{"type":"Linear","out_features":3,"parametrization":{"type":"Orthogonal"}}]}""", "InvalidLayerArgument", "Layer 0 (Linear): parametrization has to be SpectralNorm or WeightNorm, but \"Orthogonal\" was given" },
        { """{"input_shape":[4],"layers":[{"type":"Linear","out_features":3,"parametrization":{"type":"WeightNorm","dim":2}}]}""", "InvalidLayerArgument", "dim has to be between -2 and 1, but 2 was given" },
        { """{"input_shape":[4],"layers":[{"type":"Linear","out_features":3,"parametrization":{"type":"SpectralNorm","n_power_iterations":0}}]}""", "InvalidLayerArgument", "n_power_iterations has to be at least 1" },
        { """{"input_shape":[4],"layers":[{"type":"Linear","out_features":3,"parametrization":{"type":"WeightNorm","eps":1}}]}""", "UnknownLayerArgument", "It takes dim." },
        { """{"input_shape":[4],"layers":[{"type":"ReLU","parametrization":{"type":"WeightNorm"}}]}""", "UnknownLayerArgument", "parametrization" },
        { """{"input_shape":[6],"layers":[{"type":"Unflatten","unflattened_size":[2,4]}]}""", "LayerShapeMismatch", "6 values" },
        { """{"input_shape":[6],"layers":[{"type":"Unflatten","unflattened_size":[4,-1]}]}""", "LayerShapeMismatch", "[6] has 6 values, which [4, -1] does not divide" },
        { """{"input_shape":[6],"layers":[{"type":"Unflatten","unflattened_size":[-1,-1]}]}""", "InvalidLayerArgument", "at most one -1, but (-1, -1) was given" },
        { """{"input_shape":[6],"layers":[{"type":"Unflatten","unflattened_size":[6,0]}]}""", "InvalidLayerArgument", "of at least 1" },
        { """{"input_shape":[6],"layers":[{"type":"Softmax","dim":2}]}""", "LayerShapeMismatch", "1 to 1" },
        { """{"input_shape":[4,8,8],"layers":[{"type":"MaxPool","kernel_size":2,"rank":1}]}""", "LayerShapeMismatch", "Layer 0 (MaxPool): expected 3D input (got 4D input)." },
        { """{"input_shape":[4,8,8],"layers":[{"type":"BatchNorm","rank":1}]}""", "LayerShapeMismatch", "expected 2D or 3D input (got 4D input)" },
        { """{"input_shape":[4,8],"layers":[{"type":"InstanceNorm","rank":2}]}""", "LayerShapeMismatch", "expected 4D input (got 3D input)" },
        { """{"input_shape":[4,8,8],"layers":[{"type":"MaxPool","kernel_size":[2,2,2]}]}""", "LayerShapeMismatch", "Layer 0 (MaxPool): \"kernel_size\" takes 1 or 2 sizes for an input of 2 spatial dimensions, but 3 were given." },
        { """{"input_shape":[1,8,8],"layers":[{"type":"Conv2d","out_channels":1,"kernel_size":2,"dilation":65536,"padding":32768}]}""", "LayerShapeMismatch", "positions, with padding and dilation" },
        { """{"input_shape":[1,2,2],"layers":[{"type":"ConvTranspose2d","out_channels":1,"kernel_size":1,"stride":60000}]}""", "LayerShapeMismatch", "positions, with padding and dilation" },
        { """{"input_shape":[1,1,1],"layers":[{"type":"Conv2d","out_channels":1,"kernel_size":70000,"padding":35000}]}""", "LayerShapeMismatch", "4,900,000,000 positions" },
        { """{"input_shape":[100000],"layers":[{"type":"Linear","out_features":100000}]}""", "TooManyElements", "Layer 0 (Linear): A tensor holds at most" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_specification_is_refused_by_name(string specification, string id, string message)
    {
        CoreException failure = Assert.Throws<CoreException>(() => Model.Create(specification, 0));
        Assert.Equal(id, failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_beyond_all_sense_is_refused()
    {
        const int Depth = 2000;
        string open = string.Concat(Enumerable.Repeat("""{"type":"Sequential","layers":[""", Depth));
        string specification = $$"""{"input_shape":[4],"layers":[{{open}}{"type":"ReLU"}{{string.Concat(Enumerable.Repeat("]}", Depth))}}]}""";
        Assert.Equal("InvalidModelSpecification", Assert.Throws<CoreException>(() =>
            Model.Create(specification, 0)).Id);
    }

    [Theory]
    [InlineData("6", "Linear:out_features=3", "Linear(in_features=6, out_features=3, bias=True)")]
    [InlineData("6", "BatchNorm", "BatchNorm1d(6, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)")]
    [InlineData("6,4,4", "BatchNorm:momentum=null",
        "BatchNorm2d(6, eps=1e-05, momentum=None, affine=True, track_running_stats=True)")]
    [InlineData("6,4", "BatchNorm:affine=false",
    "BatchNorm1d(6, eps=1e-05, momentum=0.1, affine=False, track_running_stats=True)")]
    [InlineData("6,4", "InstanceNorm",
    "InstanceNorm1d(6, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False)")]
    [InlineData("6", "LayerNorm", "LayerNorm((6,), eps=1e-05, elementwise_affine=True)")]
    [InlineData("6,2", "LayerNorm", "LayerNorm((6, 2), eps=1e-05, elementwise_affine=True)")]
    [InlineData("6", "RMSNorm", "RMSNorm((6,), eps=None, elementwise_affine=True)")]
    [InlineData("6", "GroupNorm:num_groups=2", "GroupNorm(2, 6, eps=1e-05, affine=True)")]
    [InlineData("6,4", "LocalResponseNorm:size=5", "LocalResponseNorm(5, alpha=0.0001, beta=0.75, k=1.0)")]
    [InlineData("6", """Linear:out_features=3;parametrization={"type":"WeightNorm"}""",
        "Linear(in_features=6, out_features=3, bias=True) with WeightNorm(dim=0)")]
    [InlineData("6", """Linear:out_features=3;parametrization={"type":"WeightNorm","dim":null}""",
        "Linear(in_features=6, out_features=3, bias=True) with WeightNorm(dim=None)")]
    [InlineData("6,4", """ConvTranspose1d:out_channels=3;kernel_size=3;parametrization={"type":"SpectralNorm"}""",
        "ConvTranspose1d(6, 3, kernel_size=(3,), stride=(1,)) with SpectralNorm(dim=1, n_power_iterations=1, eps=1e-12)")]
    [InlineData("6", "Dropout:p=0.2", "Dropout(p=0.2, inplace=False)")]
    [InlineData("6", "LeakyReLU", "LeakyReLU(negative_slope=0.01)")]
    [InlineData("6", "ELU", "ELU(alpha=1.0)")]
    [InlineData("6", "GELU", "GELU(approximate='none')")]
    [InlineData("6", "Softmax", "Softmax(dim=-1)")]
    [InlineData("6,2", "Flatten", "Flatten(start_dim=1, end_dim=-1)")]
    [InlineData("6", "Unflatten:unflattened_size=[2,3]", "Unflatten(dim=1, unflattened_size=(2, 3))")]
    public void Layers_describe_themselves_as_torch_does(string shape, string layer, string expected)
    {
        using Model model = TrainingRuns.Model(shape, layer);
        Assert.Equal(expected, model.Layers[0].Describe());
    }

    [Fact]
    public void A_model_tells_its_layers_shapes_and_state()
    {
        using Model model = TrainingRuns.Model(
            "6", """Linear:out_features=4 Residual:layers=[{"type":"BatchNorm"},{"type":"Linear","out_features":4,"bias":false}] Linear:out_features=2""");
        JsonElement description = JsonDocument.Parse(ModelDescription.Of(model)).RootElement;
        Assert.Equal(
            ["0", "1", "1.0", "1.1", "2"], description.GetProperty("layers").EnumerateArray().Select(layer =>
                layer.GetProperty("name").GetString()));
        Assert.Equal(
            [28, 0, 8, 16, 10], description.GetProperty("layers").EnumerateArray().Select(layer =>
                layer.GetProperty("parameters").GetInt32()));
        Assert.Equal(62, description.GetProperty("parameters").GetInt32());
        Assert.Equal(
            ["0.weight", "0.bias", "1.0.weight", "1.0.bias", "1.0.running_mean", "1.0.running_var",
            "1.0.num_batches_tracked", "1.1.weight", "2.weight", "2.bias"],
            description.GetProperty("state").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()));
        Assert.Equal("[2]", description.GetProperty("output_shape").GetRawText());
        Assert.Equal(6, description.GetProperty("input_shape")[0].GetInt32());
    }

    [Fact]
    public void State_lies_on_boundaries_of_64_bytes_with_zeros_between()
    {
        using Model model = TrainingRuns.Model("5", "Linear:out_features=3 BatchNorm Linear:out_features=7");
        Assert.All(model.State, entry => Assert.Equal(0, (nint)entry.Memory % 64));
        float sum = new Span<float>(model.Memory, (int)(model.ParameterBytes / 4)).ToArray().Sum(Math.Abs);
        Assert.Equal(model.State.Where(entry => entry.IsParameter).Sum(entry =>
            entry.Span.ToArray().Sum(Math.Abs)), sum, 1e-4);
    }

    [Fact]
    public void Copies_share_nothing()
    {
        using Model model = TrainingRuns.Model("5", "Linear:out_features=3 BatchNorm");
        using Model copy = model.Copy();
        Assert.Equal(TrainingRuns.State(model), TrainingRuns.State(copy));
        copy.State[0].Span[0] = 77;
        Assert.NotEqual(77, model.State[0].Span[0]);
    }

    [Fact]
    public void Evaluation_in_pieces_gives_what_whole_batches_give()
    {
        using Model model = TrainingRuns.Model("9",
            "Linear:out_features=33 BatchNorm ReLU Dropout Linear:out_features=20 LayerNorm GELU Linear:out_features=4 "
                + "Softmax");
        float[] x = [.. Enumerable.Range(0, 1500 * 9).Select(i => (float)Math.Sin(i))];
        _ = TrainingRuns.Forward(model, x, training: true);
        float[] y = TrainingRuns.Forward(model, x);
        foreach (int row in new[] { 0, 1, 511, 512, 513, 1499 })
        {
            float[] alone = TrainingRuns.Forward(model, x[(row * 9)..((row + 1) * 9)]);
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(alone[i], y[(row * 4) + i], 1e-6f);
            }
        }
    }

    [Fact]
    public void Batch_norm_without_running_statistics_takes_all_rows_together()
    {
        using Model model = TrainingRuns.Model("1", "BatchNorm:track_running_stats=false");
        float[] x = [.. Enumerable.Range(0, 3000).Select(i => (float)i)];
        float[] y = TrainingRuns.Forward(model, x);
        Assert.Equal(0, y.Average(), 1e-5f);
        Assert.Equal(-y[0], y[^1], 1e-5f);
        Assert.Equal(1.7314f, y[^1], 1e-3f);
    }

    [Fact]
    public void One_value_per_channel_is_refused_in_training()
    {
        using Model model = TrainingRuns.Model("3", "BatchNorm");
        CoreException failure = Assert.Throws<CoreException>(() =>
            TrainingRuns.Forward(model, [1, 2, 3], training: true));
        Assert.Equal("OneValuePerChannel", failure.Id);
        Assert.Contains("Expected more than 1 value per channel when training, got input size torch.Size([1, 3])",
            failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, *(long*)model.State[^1].Memory);
    }

    [Fact]
    public void Power_iterations_run_in_training_only()
    {
        using Model model = TrainingRuns.Model(
            "5", """Linear:out_features=4;parametrization={"type":"SpectralNorm"}""", 3);
        float[] before = [.. model.State[2].Span, .. model.State[3].Span];
        _ = TrainingRuns.Forward(model, [1, 2, 3, 4, 5]);
        Assert.Equal(before, (float[])[.. model.State[2].Span, .. model.State[3].Span]);
        _ = TrainingRuns.Forward(model, [1, 2, 3, 4, 5], training: true);
        Assert.NotEqual(before, (float[])[.. model.State[2].Span, .. model.State[3].Span]);
    }

    [Fact]
    public void A_normed_weight_starts_as_the_plain_one()
    {
        using Model plain = TrainingRuns.Model("5", "Linear:out_features=4", 3);
        using Model normed = TrainingRuns.Model(
            "5", """Linear:out_features=4;parametrization={"type":"WeightNorm"}""", 3);
        float[] x = [0.5f, -1, 2, 0.25f, 3];
        Assert.Equal(plain.State[0].Span.ToArray(), normed.State[2].Span.ToArray());
        Assert.All(TrainingRuns.Forward(plain, x).Zip(TrainingRuns.Forward(normed, x)), pair =>
            Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void A_training_pass_moves_the_running_statistics_and_counts()
    {
        using Model model = TrainingRuns.Model("1", "BatchNorm");
        _ = TrainingRuns.Forward(model, [1, 3], training: true);
        Assert.Equal([0.2f], model.State[2].Span.ToArray());
        Assert.Equal(0.9f + (0.1f * 2), model.State[3].Span[0], 1e-6f);
        Assert.Equal(1, *(long*)model.State[4].Memory);
    }

    /// <summary>Blocks whose values have several readers.</summary>
    public static TheoryData<string> Joined => [
        """Linear:out_features=6 Residual:layers=[{"type":"Linear","out_features":5},{"type":"ReLU"}];shortcut=[{"type":"Linear","out_features":5},{"type":"BatchNorm"}] ReLU Linear:out_features=3""",
        """Linear:out_features=6 ReLU Branch:branches=[[{"type":"Identity"}],[{"type":"Tanh"},{"type":"Dropout"}],[{"type":"Linear","out_features":4},{"type":"ReLU"}]] Linear:out_features=3""",
        """Linear:out_features=6 Branch:branches=[[{"type":"Identity"}],[{"type":"Sigmoid"}],[{"type":"Identity"}]];join="Multiply" Residual:layers=[{"type":"Tanh"}] Linear:out_features=3""",
        """Linear:out_features=6 Branch:branches=[[{"type":"Identity"}],[{"type":"Identity"}]];join="Add" BatchNorm ReLU Linear:out_features=3"""];

    [Theory]
    [MemberData(nameof(Joined))]
    public void Blocks_train_to_the_same_bits_on_any_number_of_threads(string layers)
    {
        const int Rows = 700; // enough for several parts
        float[] x = [.. Enumerable.Range(0, Rows * 40).Select(i => (float)Math.Sin(i * 0.7))];
        float[][] results = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            using Model model = TrainingRuns.Model("40", layers.Replace("=6", "=40", StringComparison.Ordinal), 5);
            using Plan plan = Plan.ForTraining(model, Rows);
            Pass pass = new() { Rows = Rows, Threads = threads, Generator = new Random.Generator(1) };
            int before = Threading.Workers.UseThreads(threads);
            x.CopyTo(new Span<float>(plan.Input, x.Length));
            plan.Forward(pass);
            new Span<float>(plan.Output, Rows * 3).CopyTo(new Span<float>(plan.OutputGradient, Rows * 3));
            plan.Backward(pass);
            Threading.Workers.UseThreads(before);
            return new Span<float>(plan.Gradients, plan.ParameterCount).ToArray();
        })];
        Assert.Contains(results[0], value => value != 0);
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Theory]
    [MemberData(nameof(Joined))]
    public void A_step_of_a_model_with_blocks_allocates_nothing(string layers)
    {
        using Model model = TrainingRuns.Model("5", layers);
        using Plan plan = Plan.ForTraining(model, 9);
        Pass pass = new() { Rows = 9, Generator = new Random.Generator(1) };
        new Span<float>(plan.Input, 45).Fill(0.5f);
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Step();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Step()
        {
            plan.Forward(pass);
            new Span<float>(plan.OutputGradient, 27).Fill(0.25f);
            plan.Backward(pass);
        }
    }

    [Theory]
    [MemberData(nameof(Joined))]
    public void Storages_of_blocks_never_overlap_while_in_use(string layers)
    {
        using Model model = TrainingRuns.Model("5", layers);
        using Plan plan = Plan.ForTraining(model, 37);
        foreach (Storage one in plan.Storages)
        {
            foreach (Storage other in plan.Storages.Where(other => other != one && other.Overlaps(one)))
            {
                Assert.True(one.Offset + one.Bytes(37) <= other.Offset || other.Offset + other.Bytes(37) <= one.Offset);
            }
        }
    }

    /// <summary>Layers, and the operations of the plan with what was fused into each.</summary>
    [Theory]
    [InlineData("40", "Linear:out_features=8 ReLU Linear:out_features=3", "Linear+bias+ReLU Linear+bias")]
    [InlineData("40", """Sequential:layers=[{"type":"Linear","out_features":8}] Flatten ReLU""", "Linear+bias+ReLU")]
    [InlineData("40", """Linear:out_features=8 Residual:layers=[{"type":"ReLU"}]""", "Linear+bias ReLU Add")]
    [InlineData("8,4,6", "ReLU BatchNorm ReLU MaxPool:kernel_size=2", "ReLU BatchNorm+ReLU+MaxPool")]
    [InlineData("8,4,6", "BatchNorm ReLU MaxPool:kernel_size=2", "BatchNorm+ReLU MaxPool")]
    [InlineData("8,4,6", "ReLU BatchNorm ReLU Unflatten:unflattened_size=[4,8,6] MaxPool:kernel_size=2",
        "ReLU BatchNorm+ReLU MaxPool")]
    [InlineData("8", "LayerNorm ReLU RMSNorm ReLU GroupNorm:num_groups=2 ReLU ReLU",
        "LayerNorm+ReLU RMSNorm+ReLU GroupNorm+ReLU ReLU")]
    public void Neighbours_are_fused_across_layers_that_do_nothing(string shape, string layers, string expected)
    {
        using Model model = TrainingRuns.Model(shape, layers);
        using Plan plan = Plan.ForTraining(model, 4);
        Assert.Equal(expected, string.Join(' ', plan.Operations.Select(operation =>
            string.Join('+', operation.Fused.Prepend(operation.Kind)))));
    }

    [Fact]
    public void Values_that_live_at_the_same_time_never_share_memory()
    {
        using Model model = TrainingRuns.Model(
            "6", """Linear:out_features=40 BatchNorm ReLU Residual:layers=[{"type":"Linear","out_features":40},{"type":"Tanh"},{"type":"Dropout"}] LayerNorm GELU Linear:out_features=3""");
        using Plan plan = Plan.ForTraining(model, 37);
        foreach (Storage one in plan.Storages)
        {
            foreach (Storage other in plan.Storages.Where(other => other != one && other.Overlaps(one)))
            {
                Assert.True(one.Offset + one.Bytes(37) <= other.Offset || other.Offset + other.Bytes(37) <= one.Offset);
            }
        }

        Assert.True(plan.ArenaBytes < plan.UnsharedBytes * 0.7);
        JsonElement description = JsonDocument.Parse(ModelDescription.Of(model, plan)).RootElement;
        Assert.Equal(plan.ArenaBytes, description.GetProperty("arena_bytes").GetInt64());
        Assert.Equal(
            ["Linear", "BatchNorm", "Linear", "Tanh", "Dropout", "Add", "LayerNorm", "GELU",
            "Linear"],
            description.GetProperty("steps").EnumerateArray().Select(step =>
                step.GetProperty("operation").GetString()));
    }
}
