using System.Collections.Specialized;
using NormTools.Native;

namespace NormTools;

/// <summary>Judges models by data.</summary>
internal static class ModelJudge
{
    /// <summary>Judges a model by a data set that is as the model takes it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The samples.</param>
    /// <param name="loss">What is measured; null for what is usual for such data.</param>
    /// <param name="worst">How many of the worst samples are named; -1 for values alone, without intervals.</param>
    /// <param name="isKept">Whether it is to be kept as JSON.</param>
    public static unsafe ModelTest Of(Model model, Dataset data, OrderedDictionary? loss, int worst, bool isKept = false)
    {
        OrderedDictionary specification = loss ?? Catalog.Losses.Specify(LossSpecification.Item(null, data).Name, null);
        if (Catalog.Losses.Find((string)specification["type"]!).IsOfClasses)
        {
            ClassAgreement.Check("The data", data.ClassNames, "the model", model.ClassNames);
        }

        TargetAgreement.Check("The data", data, "the model", model.TargetNames);

        byte[] json = Json.WriteUtf8(specification);
        using HandleLease held = model.Hold();
        using var lease = new DatasetLease(data);
        NativeMethods.Evaluate(model.Handle, lease.View, json, json.Length, 0, out IntPtr handle).ThrowIfFailed();
        model.Handle.Count(); // it keeps what a pass works in
        using var evaluation = new ObjectHandle(handle);
        string text = NativeText.Read((buffer, capacity, length) =>
            NativeMethods.EvaluationDescribe(evaluation, worst, buffer, capacity, length));
        var test = new ModelTest((Dictionary<string, object?>)Json.Read(text)!, data.ClassNames, data.StoredWeight is not null);
        test.Source = isKept ? text : null;
        test.Naive = NaiveErrors.Of(model, data, test);
        return test;
    }
}
