using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <summary>How a run trains: what Start-TrainingRun was told.</summary>
public sealed class TrainingOptions
{
    /// <summary>CrossEntropy or MeanSquaredError.</summary>
    public string Loss { get; internal set; } = "CrossEntropy";

    /// <summary>The optimiser's name in torch.optim.</summary>
    public string Optimizer { get; internal set; } = "Adam";

    /// <summary>The optimiser's arguments under torch's names.</summary>
    public OrderedDictionary OptimizerArguments { get; internal set; } = new OrderedDictionary();

    /// <summary>Epochs that were asked for.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Samples a step.</summary>
    public int BatchSize { get; internal set; }

    /// <summary>Whether each epoch draws a new order.</summary>
    public bool Shuffle { get; internal set; }

    /// <summary>Whether a last batch that is not full is left out.</summary>
    public bool DropLast { get; internal set; }

    /// <summary>What torch.manual_seed would be given before the loop; null where the run goes on with another
    /// stream.</summary>
    public ulong? Seed { get; internal set; }

    /// <summary>Whether the seed is none of the user's: a checkpoint's stream may take its place.</summary>
    internal bool SeedIsDrawn { get; set; }

    /// <summary>The generator that the run draws from; null where it has a seed, or goes on with the model's
    /// stream.</summary>
    public RandomGenerator? Generator { get; internal set; }

    /// <summary>Threads at most; 0 for those of Set-NormToolsOption.</summary>
    public int Thread { get; internal set; }

    /// <summary>Epochs without improvement before the run ends; null for never.</summary>
    public int? EarlyStopping { get; internal set; }

    /// <summary>The least change of the monitored value that counts as an improvement.</summary>
    public double MinimumChange { get; internal set; }

    /// <summary>The value that early stopping looks at.</summary>
    public string Monitor { get; internal set; } = "ValidationLoss";

    /// <summary>Whether the model gets the weights of its best epoch back.</summary>
    public bool RestoresBest { get; internal set; }

    /// <summary>The largest norm of all gradients together; null for any.</summary>
    public double? ClipNorm { get; internal set; }

    internal byte[] ToJson()
    {
        var optimizer = new OrderedDictionary { { "type", Optimizer } };
        foreach (string name in OptimizerArguments.Keys)
        {
            optimizer.Add(name, OptimizerArguments[name]);
        }

        var options = new OrderedDictionary
        {
            { "loss", Loss },
            { "epochs", Epoch },
            { "batch_size", BatchSize },
            { "shuffle", Shuffle },
            { "drop_last", DropLast },
            { "seed", Seed },
            { "seed_is_drawn", SeedIsDrawn },
            { "threads", Thread },
            { "optimizer", optimizer },
            { "clip_norm", ClipNorm },
        };
        if (EarlyStopping is not null)
        {
            options.Add("early_stopping", new OrderedDictionary
            {
                { "monitor", Monitor },
                { "patience", EarlyStopping },
                { "min_delta", MinimumChange },
                { "restore_best", RestoresBest },
            });
        }

        return Json.WriteUtf8(options);
    }
}
