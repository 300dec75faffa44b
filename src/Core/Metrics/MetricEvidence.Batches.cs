using NormTools.Core.Losses;

namespace NormTools.Core.Metrics;

/// <remarks>Reads batches of outputs; the loss determines what they mean.</remarks>
internal sealed unsafe partial class MetricEvidence
{
    /// <summary>Adds a batch.</summary>
    public void Add(in LossBatch batch)
    {
        Loss reader = loss!;
        switch (reader.Meaning)
        {
            case OutputMeaning.ClassScore or OutputMeaning.ClassLogProbability:
                AddClasses(reader, batch);
                break;
            case OutputMeaning.BinaryScore or OutputMeaning.BinaryProbability:
                AddDecisions(reader, batch);
                break;
            default:
                AddValues(reader, batch);
                break;
        }

        rowsBefore += batch.Rows;
    }

    private void Own(int row)
    {
        if (KeepsOwners)
        {
            Owners.Add(rowsBefore + row);
        }
    }

    // The steps of a row that count, each a sample; a row without steps of its own is one.
    private static int StepsOf(in LossBatch batch, StepLayout? layout, int row) =>
        layout is not StepLayout steps ? 1 : batch.Lengths is null ? steps.Steps : batch.Lengths[row];

    private void AddClasses(Loss reader, in LossBatch batch)
    {
        int positions = reader.Width / Classes;
        bool keeps = Has(EvidenceNeeds.Probabilities);
        if (!keeps && positions == 1 && reader.ReadsClasses && batch.Weights is null && Weights.Count == 0)
        {
            CountClasses(reader, batch);
            return;
        }

        float[] x = scores.Length == Classes ? scores : scores = new float[Classes];
        for (int i = 0; i < batch.Rows * positions; i++)
        {
            float* output = batch.Output + ((long)(i / positions) * reader.Width) + (i % positions);
            for (int j = 0; j < Classes; j++)
            {
                x[j] = output[(long)j * positions];
            }

            int truth = reader.ReadsClasses
                ? ((int*)batch.Targets)[i]
                : Prediction.Of((float*)batch.Targets + ((long)i * Classes), Classes);
            if (truth < 0 || truth >= Classes || (reader is ClassLoss { ReadsClasses: true } loss && truth == loss.Ignored))
            {
                continue;
            }

            double weight = batch.Weights is null ? 1 : batch.Weights[i / positions];
            fixed (float* values = x)
            {
                Add(truth, Prediction.Of(values, Classes), weight);
            }

            if (keeps)
            {
                Own(i / positions);
                Truth.Add(truth);
                Probabilities.AddRange(Softened(x));
            }
        }
    }

    // The common case: one class number per row, no weights, and only the counts are kept.
    private void CountClasses(Loss reader, in LossBatch batch)
    {
        int ignored = reader is ClassLoss loss ? loss.Ignored : -1;
        int classes = Classes;
        float* output = batch.Output;
        Reserve(batch.Rows);
        int added = 0;
        Span<(int Cell, double Weight)> cells = pending.AsSpan(pendingCount);
        foreach (int truth in new ReadOnlySpan<int>(batch.Targets, batch.Rows))
        {
            if ((uint)truth < (uint)classes && truth != ignored)
            {
                cells[added++] = ((truth * classes) + Prediction.Of(output, classes), 1);
            }

            output += classes;
        }

        Count += added;
        pendingCount += counts.Length > 0 ? added : 0;
    }

    // Softmax also turns log-probabilities into probabilities.
    private double[] Softened(float[] x)
    {
        row = row.Length == Classes ? row : new double[Classes];
        double max = x.Max();
        double sum = 0;
        for (int j = 0; j < Classes; j++)
        {
            sum += row[j] = Math.Exp(x[j] - max);
        }

        for (int j = 0; j < Classes; j++)
        {
            row[j] /= sum;
        }

        return row;
    }

    private void AddDecisions(Loss reader, in LossBatch batch)
    {
        float* targets = (float*)batch.Targets;
        for (int i = 0; i < batch.Rows * reader.Width; i++)
        {
            (int owner, int column) = Math.DivRem(i, reader.Width);
            if (reader.Steps is StepLayout layout && layout.StepOf(column) >= StepsOf(batch, layout, owner))
            {
                continue;
            }

            double output = batch.Output[i];
            bool isScore = reader.Meaning == OutputMeaning.BinaryScore;
            double probability = isScore ? 1 / (1 + Math.Exp(-output)) : output;
            int truth = targets[i] > 0.5 ? 1 : 0;
            Add(truth, output > (isScore ? 0 : 0.5) ? 1 : 0, batch.Weights is null ? 1 : batch.Weights[owner]);
            if (Has(EvidenceNeeds.Probabilities))
            {
                Own(owner);
                Truth.Add(truth);
                Probabilities.Add(1 - probability);
                Probabilities.Add(probability);
            }
        }
    }

    private void AddValues(Loss reader, in LossBatch batch)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            for (int step = 0; step < StepsOf(batch, reader.Steps, row); step++)
            {
                AddValues(reader, batch, row, step);
            }
        }
    }

    private void AddValues(Loss reader, in LossBatch batch, int row, int step)
    {
        float* targets = batch.UnitTargets is null ? (float*)batch.Targets : batch.UnitTargets;
        Count++;
        AddWeight(batch.Weights is null ? 1 : batch.Weights[row]);
        if (!Has(EvidenceNeeds.Values))
        {
            return;
        }

        Own(row);
        for (int value = 0; value < Width; value++)
        {
            int j = reader.Steps?.Place(step, value) ?? value;
            double output = batch.Output[((long)row * reader.Width) + j];
            output = batch.TargetOffset is null ? output : (output * batch.TargetFactor[j]) + batch.TargetOffset[j];
            Predicted.Add(reader.Meaning == OutputMeaning.LogValue ? Math.Exp(output) : output);
            True.Add(targets[((long)row * reader.TargetWidth) + j]);
        }
    }
}
