namespace NormTools.Core.Tests;

/// <summary>The layer norms of a recurrent layer.</summary>
/// <param name="IsOfGates">Whether the sum of both products is normalised, gate by gate.</param>
/// <param name="IsStored">Whether the next step reads the normalised cell.</param>
/// <param name="ForgetBias">Added to the sum of the forget gate.</param>
/// <param name="Eps">Added to each variance.</param>
internal sealed record RecurrentNorm(bool IsOfGates, bool IsStored, double ForgetBias, double Eps);

/// <summary>RNN, LSTM and GRU computed plainly in double precision, unit by unit and step by step.</summary>
/// <param name="Type">RNN, LSTM or GRU.</param>
/// <param name="Hidden">Hidden units.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Directions">1 or 2.</param>
/// <param name="Projected">Values of the projected state; 0: no projection.</param>
/// <param name="Rectifies">Whether an RNN has ReLU instead of tanh.</param>
/// <param name="Tensor">The parameter with a name; null if there is none.</param>
/// <param name="Mask">The factors of a dropout between two layers, [steps, rows, features], by their number; null
/// without dropout.</param>
internal sealed record RecurrentDefinition(
    string Type, int Hidden, int Layers, int Directions, int Projected, bool Rectifies, Func<string, double[]?> Tensor,
    Func<int, double[]?> Mask)
{
    /// <summary>Null for layers without norms.</summary>
    public RecurrentNorm? Norm { get; init; }

    private int State => Projected > 0 ? Projected : Hidden;

    private int Gates => Type switch { "LSTM" => 4, "GRU" => 3, _ => 1 };

    /// <param name="x">[rows, steps, inputs].</param>
    /// <param name="h0">[layers * directions, rows, state]; null for zeros.</param>
    /// <param name="c0">[layers * directions, rows, hidden]; null for zeros.</param>
    /// <returns>The states of the last layer, [rows, steps, directions * state], and the last states and cells of each
    /// layer and direction.</returns>
    public (double[] Y, double[] LastState, double[] LastCell) Run(
        double[] x, int rows, int steps, double[]? h0 = null, double[]? c0 = null)
    {
        List<double> lastStates = [];
        List<double> lastCells = [];
        for (int layer = 0; layer < Layers; layer++)
        {
            int inputs = x.Length / rows / steps;
            double[] y = new double[rows * steps * Directions * State];
            for (int direction = 0; direction < Directions; direction++)
            {
                string suffix = $"_l{layer}{(direction == 0 ? string.Empty : "_reverse")}";
                int place = (layer * Directions) + direction;
                double[][] states = [.. Enumerable.Range(0, rows).Select(row => Part(h0, (place * rows) + row, State))];
                double[][] cells = [.. Enumerable.Range(0, rows).Select(row => Part(c0, (place * rows) + row, Hidden))];
                for (int i = 0; i < steps; i++)
                {
                    int step = direction == 0 ? i : steps - 1 - i;
                    for (int row = 0; row < rows; row++)
                    {
                        double[] input = Part(x, (row * steps) + step, inputs);
                        (states[row], cells[row]) = Step(input, states[row], cells[row], suffix);
                        states[row].CopyTo(y, (((((row * steps) + step) * Directions) + direction) * State));
                    }
                }

                lastStates.AddRange(states.SelectMany(state => state));
                lastCells.AddRange(cells.SelectMany(cell => cell));
            }

            x = layer < Layers - 1 && Mask(layer) is double[] mask ? Masked(y, mask, rows, steps) : y;
        }

        return (x, [.. lastStates], [.. lastCells]);
    }

    private (double[] State, double[] Cell) Step(double[] x, double[] h, double[] c, string suffix)
    {
        (double[] input, double[] hidden) = Norm is null
            ? (Product("weight_ih", "bias_ih", x, suffix), Product("weight_hh", "bias_hh", h, suffix))
            : Normed(x, h, suffix);
        double Sum(int gate, int unit) => input[(gate * Hidden) + unit] + hidden[(gate * Hidden) + unit];
        double[] state = new double[Hidden];
        double[] cell = new double[Hidden];
        for (int unit = 0; unit < Hidden; unit++)
        {
            switch (Type)
            {
                case "LSTM":
                    cell[unit] = (Sigmoid(Sum(1, unit)) * c[unit]) + (Sigmoid(Sum(0, unit)) * Math.Tanh(Sum(2, unit)));
                    state[unit] = Norm is null ? Sigmoid(Sum(3, unit)) * Math.Tanh(cell[unit]) : 0;
                    break;
                case "GRU":
                    double reset = Sigmoid(Sum(0, unit));
                    double update = Sigmoid(Sum(1, unit));
                    int third = (2 * Hidden) + unit;
                    double candidate = Math.Tanh(input[third] + (reset * hidden[third]));
                    state[unit] = ((1 - update) * candidate) + (update * h[unit]);
                    break;
                default:
                    state[unit] = Rectifies ? Math.Max(0, Sum(0, unit)) : Math.Tanh(Sum(0, unit));
                    break;
            }
        }

        if (Norm is not null && Type == "LSTM")
        {
            double[] shown = Added(
                Normalize(cell, Hidden, Tensor($"norm_c{suffix}.weight")!), Tensor($"norm_c{suffix}.bias"));
            state = [.. shown.Select((value, unit) => Sigmoid(Sum(3, unit)) * Math.Tanh(value))];
            cell = Norm.IsStored ? shown : cell;
        }

        double[]? projection = Projected > 0 ? Tensor("weight_hr" + suffix) : null;
        return (projection is null ? state : Multiply(projection, state, Projected), cell);
    }

    // Both products with their biases, so that their sums are those of the gates.
    private (double[] Input, double[] Hidden) Normed(double[] x, double[] h, string suffix)
    {
        double[] input = Multiply(Tensor("weight_ih" + suffix)!, x, Gates * Hidden);
        double[] hidden = Multiply(Tensor("weight_hh" + suffix)!, h, Gates * Hidden);
        if (Norm!.IsOfGates)
        {
            double[] sums = [.. input.Zip(hidden, (one, other) => one + other)];
            input = Normalize(sums, Hidden, Tensor($"norm_gates{suffix}.weight")!);
            hidden = new double[hidden.Length];
        }
        else
        {
            // An LSTM's gates together; of a GRU r and z, and n alone.
            int first = (Type == "LSTM" ? 4 : 2) * Hidden;
            double[] ih = Tensor($"norm_ih{suffix}.weight")!;
            double[] hh = Tensor($"norm_hh{suffix}.weight")!;
            input = [.. Normalize(input[..first], first, ih[..first]), .. Normalize(input[first..], Hidden, ih[first..])];
            hidden = [.. Normalize(hidden[..first], first, hh[..first]), .. Normalize(hidden[first..], Hidden, hh[first..])];
        }

        double[] sum = Added(input, Tensor("bias_ih" + suffix));
        return (
            [.. sum.Select((value, i) => i / Hidden == 1 ? value + Norm.ForgetBias : value)],
            Added(hidden, Tensor("bias_hh" + suffix)));
    }

    // Layer norm of each run of some values.
    private double[] Normalize(double[] values, int width, double[] scale) => [.. values.Select((value, i) =>
    {
        double[] run = values[(i / width * width)..((i / width * width) + width)];
        double mean = run.Average();
        double variance = run.Average(each => (each - mean) * (each - mean));
        return (value - mean) / Math.Sqrt(variance + Norm!.Eps) * scale[i];
    })];

    private static double[] Added(double[] values, double[]? shift) =>
        shift is null ? values : [.. values.Zip(shift, (value, more) => value + more)];

    private double[] Product(string weight, string bias, double[] x, string suffix) =>
        Added(Multiply(Tensor(weight + suffix)!, x, Gates * Hidden), Tensor(bias + suffix));

    private static double[] Multiply(double[] matrix, double[] x, int rows) =>
        [.. Enumerable.Range(0, rows).Select(row =>
            x.Select((value, i) => value * matrix[(row * x.Length) + i]).Sum())];

    // y is [rows, steps, width], the mask [steps, rows, width].
    private static double[] Masked(double[] y, double[] mask, int rows, int steps)
    {
        int width = y.Length / rows / steps;
        return [.. y.Select((value, at) =>
        {
            int row = at / width / steps;
            int step = at / width % steps;
            return value * mask[(((step * rows) + row) * width) + (at % width)];
        })];
    }

    private static double[] Part(double[]? all, int index, int length) =>
        all is null ? new double[length] : all[(index * length)..((index + 1) * length)];

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
}
