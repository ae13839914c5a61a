namespace SparkControl.AudioProxy.Speakers;

/// <summary>
/// Names of one side for names of the other, one-to-one, with the largest gain: the Hungarian method.
/// </summary>
internal static class BestMatch
{
    /// <summary>Who is who. A name that nothing is gained with is left out.</summary>
    /// <param name="gains">How much it is worth that these two are the same.</param>
    public static IReadOnlyDictionary<string, string> Of(
        IReadOnlyDictionary<(string One, string Other), double> gains)
    {
        var ones = gains.Keys.Select(key => key.One).Distinct().Order(StringComparer.Ordinal).ToList();
        var others = gains.Keys.Select(key => key.Other).Distinct().Order(StringComparer.Ordinal).ToList();
        var size = Math.Max(ones.Count, others.Count);
        double Gain(int row, int column) => row < ones.Count && column < others.Count
            ? gains.GetValueOrDefault((ones[row], others[column]))
            : 0;
        var columns = Assign(size, (row, column) => -Gain(row, column));
        return Enumerable.Range(0, size)
            .Where(row => Gain(row, columns[row]) > 0)
            .ToDictionary(row => ones[row], row => others[columns[row]]);
    }

    // Each row gets a column: rows are added one by one along the cheapest path that frees one. Counted from 1.
    private static int[] Assign(int size, Func<int, int, double> cost)
    {
        var (rowPrice, columnPrice) = (new double[size + 1], new double[size + 1]);
        var (rowOf, way) = (new int[size + 1], new int[size + 1]);
        for (var row = 1; row <= size; row++)
        {
            rowOf[0] = row;
            for (var column = Search(size, cost, rowPrice, columnPrice, rowOf, way); column != 0; column = way[column])
                rowOf[column] = rowOf[way[column]];
        }

        var columns = new int[size];
        for (var column = 1; column <= size; column++) columns[rowOf[column] - 1] = column - 1;
        return columns;
    }

    private static int Search(
        int size, Func<int, int, double> cost, double[] rowPrice, double[] columnPrice, int[] rowOf, int[] way)
    {
        var (least, isUsed, at) = (new double[size + 1], new bool[size + 1], 0);
        Array.Fill(least, double.MaxValue);
        do
        {
            isUsed[at] = true;
            var (row, step, next) = (rowOf[at], double.MaxValue, 0);
            for (var column = 1; column <= size; column++)
            {
                if (isUsed[column]) continue;
                var price = cost(row - 1, column - 1) - rowPrice[row] - columnPrice[column];
                if (price < least[column]) (least[column], way[column]) = (price, at);
                if (least[column] < step) (step, next) = (least[column], column);
            }

            for (var column = 0; column <= size; column++)
            {
                if (isUsed[column]) (rowPrice[rowOf[column]], columnPrice[column]) =
                    (rowPrice[rowOf[column]] + step, columnPrice[column] - step);
                else least[column] -= step;
            }

            at = next;
        } while (rowOf[at] != 0);

        return at;
    }
}
