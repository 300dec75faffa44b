using System.Security.Cryptography;
using System.Text;
using NormTools.Module.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(TestOrder))]
[assembly: TestClassOrderer(typeof(TestOrder))]
[assembly: TestMethodOrderer(typeof(TestOrder))]
[assembly: TestCaseOrderer(typeof(TestOrder))]

namespace NormTools.Module.Tests;

/// <summary>The order of the tests, drawn from their names: the same on every machine, and another for each number in
/// NORMTOOLS_ORDER. xunit's own follows from the folder of the assembly.</summary>
/// <remarks>The tests of a class share a session, so that one may lean on what another left there. A few other orders
/// show it.</remarks>
public sealed class TestOrder : ITestCollectionOrderer, ITestClassOrderer, ITestMethodOrderer, ITestCaseOrderer
{
    private static readonly string Seed = Environment.GetEnvironmentVariable("NORMTOOLS_ORDER") ?? "0";

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection => Drawn(testCollections, collection => collection.TestCollectionDisplayName);

    public IReadOnlyCollection<T?> OrderTestClasses<T>(IReadOnlyCollection<T?> testClasses)
        where T : notnull, ITestClass => Drawn(testClasses, type => type?.TestClassName);

    public IReadOnlyCollection<T?> OrderTestMethods<T>(IReadOnlyCollection<T?> testMethods)
        where T : notnull, ITestMethod => Drawn(testMethods, method => method?.MethodName);

    public IReadOnlyCollection<T> OrderTestCases<T>(IReadOnlyCollection<T> testCases)
        where T : notnull, ITestCase => Drawn(testCases, test => test.TestCaseDisplayName);

    private static T[] Drawn<T>(IReadOnlyCollection<T> all, Func<T, string?> name) =>
        [.. all.OrderBy(one => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed} {name(one)}"))), StringComparer.Ordinal)];
}
