using System.Text.Json;
using System.Text.Json.Nodes;
using NormTools.Core.Schedules;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>The rates that torch.optim.lr_scheduler gives.</summary>
public sealed class ScheduleTests
{
    [Theory]
    [InlineData("""{"type":"StepLR","step_size":2}""", new[] { 1, 1, 0.1, 0.1, 0.01 })]
    [InlineData("""{"type":"MultiStepLR","milestones":[1,3],"gamma":0.5}""", new[] { 1, 0.5, 0.5, 0.25, 0.25 })]
    [InlineData("""{"type":"ExponentialLR","gamma":0.5}""", new[] { 1, 0.5, 0.25, 0.125 })]
    [InlineData("""{"type":"ConstantLR","factor":0.5,"total_iters":2}""", new[] { 0.5, 0.5, 1, 1 })]
    [InlineData("""{"type":"LinearLR","start_factor":0.5,"total_iters":4}""", new[] { 0.5, 0.625, 0.75, 0.875, 1, 1 })]
    [InlineData("""{"type":"PolynomialLR","total_iters":4,"power":2}""", new[] { 1, 0.5625, 0.25, 0.0625, 0, 0 })]
    [InlineData("""{"type":"CosineAnnealingLR","T_max":4,"eta_min":0.2}""", new[] { 1, 0.8828427124746190, 0.6, 0.317157287525381, 0.2 })]
    [InlineData("""{"type":"CosineAnnealingWarmRestarts","T_0":2}""", new[] { 1, 0.5, 1, 0.5, 1 })]
    [InlineData("""{"type":"CosineAnnealingWarmRestarts","T_0":1,"T_mult":2}""", new[] { 1, 1, 0.5, 1, 0.8535533905932737, 0.5, 0.1464466094067262, 1 })]
    public void Epochs_have_the_rates_of_the_formula(string options, double[] rates)
    {
        Schedule schedule = Create(options);
        for (int epoch = 0; epoch < rates.Length; epoch++)
        {
            Assert.Equal(rates[epoch], schedule.Rate(epoch), 1e-12);
        }
    }

    [Fact]
    public void One_cycle_rises_and_falls_by_steps()
    {
        Schedule schedule = Create(
            """{"type":"OneCycleLR","max_lr":1,"pct_start":0.4,"div_factor":10,"final_div_factor":100,"cycle_momentum":false}""", 10);
        double[] rates = [.. Enumerable.Range(0, 10).Select(step => schedule.Rate(step))];
        Assert.Equal(0.1, rates[0], 1e-12);
        Assert.Equal(0.1 + (0.9 * (1 - Math.Cos(Math.PI / 3)) / 2), rates[1], 1e-12);
        Assert.Equal(1, rates[3], 1e-12);
        Assert.Equal((1 + 0.001) / 2, rates[6], 1e-12);
        Assert.Equal(0.001, rates[9], 1e-12);
        Assert.True(schedule.DependsOnEpochs);
    }

    [Fact]
    public void A_plateau_cuts_the_rate_after_more_than_patience_bad_epochs()
    {
        Schedule schedule = Create("""{"type":"ReduceLROnPlateau","patience":1,"cooldown":1,"factor":0.5,"min_lr":0.2}""");
        double[] losses = [5, 5, 5, 5, 5, 5, 4, 4, 4, 4];
        List<double> rates = [];
        foreach (double loss in losses)
        {
            schedule.EpochEnded(loss, falls: true);
            rates.Add(schedule.Rate(0));
        }

        Assert.Equal([1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2], rates);
        Schedule other = Create("""{"type":"ReduceLROnPlateau","patience":1,"cooldown":1}""");
        CheckpointFiles.Carry(schedule, other);
        Assert.Equal(0.2, other.Rate(0));
    }

    [Theory]
    [InlineData("""{"type":"Step"}""", "UnknownSchedule", "StepLR")]
    [InlineData("""{"type":"StepLR"}""", "InvalidRunOptions", "step_size is required")]
    [InlineData("""{"type":"StepLR","step_size":2,"gama":1}""", "UnknownOption", "gama")]
    [InlineData("""{"type":"ReduceLROnPlateau","mode":"least"}""", "InvalidRunOptions", "auto, min, max")]
    public void What_cannot_be_is_refused(string options, string id, string message)
    {
        CoreException failure = Assert.Throws<CoreException>(() => Create(options));
        Assert.Equal(id, failure.Id);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pytorchs_rates_and_momenta_come_out()
    {
        string[] scripts = ["LambdaLR", "MultiplicativeLR"]; // functions of the user's: scripts write them as a table
        foreach (JsonElement reference in ReferenceCases.Load("schedules"))
        {
            string name = reference.GetProperty("op").GetString()!;
            JsonElement[] groups = [.. reference.GetProperty("lr").EnumerateArray()];
            for (int group = 0; group < groups.Length; group++)
            {
                double[] rates = [.. groups[group].EnumerateArray().Select(rate => rate.GetDouble())];
                JsonElement optimizer = reference.GetProperty("optimizer");
                double initial = optimizer.GetProperty("lr")[group].GetDouble();
                double? momentum = optimizer.TryGetProperty("momentum", out JsonElement own) ? own.GetDouble()
                    : optimizer.GetProperty("name").GetString() == "Adam" ? 0.9 : null;
                string options = Array.IndexOf(scripts, name) >= 0
                    ? $$"""{"type":"Table","rates":{{groups[group].GetRawText()}}}"""
                    : Specification(name, reference.GetProperty("args"), group).ToJsonString();
                Schedule schedule = Schedule.Create(JsonDocument.Parse(options).RootElement);
                schedule.Begin(new ScheduleStart(initial, momentum, rates.Length, rates.Length));
                for (int time = 0; time < rates.Length; time++)
                {
                    Assert.True(
                        Math.Abs(schedule.Rate(time) - rates[time]) <= 1e-12 * Math.Max(rates.Max(), 1e-3),
                        $"{options} at {time}: expected {rates[time]}, got {schedule.Rate(time)}");
                    if (schedule.MovesMomentum)
                    {
                        double expected = reference.GetProperty("momentum")[group][time].GetDouble();
                        Assert.Equal(expected, schedule.Momentum(time), 1e-12);
                    }

                    if (reference.TryGetProperty("metrics", out JsonElement metrics))
                    {
                        JsonElement metric = metrics[Math.Min(time, metrics.GetArrayLength() - 1)];
                        schedule.EpochEnded(metric.ValueKind == JsonValueKind.Number ? metric.GetDouble() : double.NaN, falls: true);
                    }
                }
            }
        }
    }

    // A list is one value a group where the argument is a number; epochs and steps_per_epoch are the run's.
    private static JsonObject Specification(string name, JsonElement arguments, int group)
    {
        string[] lists = ["milestones", "schedulers"];
        JsonObject json = new() { ["type"] = name };
        if (arguments.TryGetProperty("epochs", out JsonElement epochs))
        {
            json["total_steps"] = epochs.GetInt64() * arguments.GetProperty("steps_per_epoch").GetInt64();
        }

        foreach (JsonProperty argument in arguments.EnumerateObject())
        {
            if (argument.Name is not ("epochs" or "steps_per_epoch" or "name"))
            {
                bool isGroups = argument.Value.ValueKind == JsonValueKind.Array && Array.IndexOf(lists, argument.Name) < 0;
                JsonElement value = isGroups ? argument.Value[group] : argument.Value;
                json[argument.Name] = argument.Name == "schedulers"
                    ? new JsonArray([.. value.EnumerateArray().Select(part =>
                        Specification(part.GetProperty("name").GetString()!, part, group))])
                    : JsonNode.Parse(value.GetRawText());
            }
        }

        return json;
    }

    private static Schedule Create(string options, long steps = 1000)
    {
        Schedule schedule = Schedule.Create(JsonDocument.Parse(options).RootElement);
        schedule.Begin(new ScheduleStart(1, null, 10, steps));
        return schedule;
    }
}
