namespace NormTools.Module.Tests;

/// <summary>What a part of a split shows are figures of its own rows, and how it was divided.</summary>
public sealed class PartColumnTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public PartColumnTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $many = 0..19 | ForEach-Object { [pscustomobject]@{
                age = if ($_ -in 1, 15, 16) { '' } else { $_ }
                city = ('Rome', 'Bonn', 'Oslo', 'Rome')[[math]::Floor($_ / 5)]
                day = "2024-01-$('{0:00}' -f (20 - $_))"; id = "n$_"; weight = 1 + $_ % 2; y = ('a', 'b')[$_ % 2] } }
            $whole = $many | Import-Dataset -Label y -ExcludeProperty id -SampleWeight weight
            $parted = $whole | Split-Dataset -Test 10 -NoShuffle
            function Figures($data, $name) { $c = $data.Column | Where-Object Name -eq $name; "$($c.Distinct)/$($c.Missing)/$($c.Range)" }
            """);
    }

    [Theory]
    [InlineData("age", "17/3/0 to 19", "9/1/0 to 9", "8/2/10 to 19")]
    [InlineData("city", "3/0/", "2/0/", "2/0/")]
    [InlineData("y", "2/0/", "2/0/", "2/0/")]
    [InlineData("weight", "2/0/1 to 2", "2/0/1 to 2", "2/0/1 to 2")]
    [InlineData("id", "0/0/", "//", "//")]
    public void A_column_of_a_part_has_the_figures_of_its_rows(string name, string whole, string train, string test) => Assert.Equal(
        [whole, train, test],
        shell.Run($"$whole, $parted.Train, $parted.Test | ForEach-Object {{ Figures $_ {name} }}").All<string>());

    [Fact]
    public void Parts_of_parts_and_selected_rows_have_their_own() => Assert.Equal(
        ["1/0/3", "2/1/0 to 2", "4/1/0 to 4", "1/0/"],
        shell.Run("Figures $whole[3] age; Figures ($whole | Select-Dataset -First 3) age; Figures $parted.Train[0..4] age; Figures $parted.Train[0..4] city").All<string>());

    [Theory]
    [InlineData("DropRow", "17/0/0 to 19", "9/0/0 to 9")]
    [InlineData("Mean", "18//0 to 19", "9//0 to 9.294118")]
    public void Gaps_that_were_filled_are_not_counted_where_rows_do_not_tell(string way, string first, string second) => Assert.Equal(
        [first, second],
        shell.Run($"$done = $many | Import-Dataset -Label y -ExcludeProperty id, city, day -MissingValue {way}; Figures $done[0..($done.Count - 1)] age; Figures $done[0..8] age").All<string>());

    [Fact]
    public void What_is_shown_of_a_part_is_its_own()
    {
        string text = shell.Run("$parted.Train.ToDisplayString()").Single<string>();
        Assert.Contains("age (1)", text, StringComparison.Ordinal);
        Assert.Contains("age (3)", shell.Run("$whole.ToDisplayString()").Single<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Test 5 -NoShuffle", "rows in their order")]
    [InlineData("-Test 5 -Time day", "rows in order of day")]
    [InlineData("-Test 5 -Time (1..20)", "rows in order of given values")]
    [InlineData("-Test 0.4 -Group city -Seed 3", "whole groups of city, seed 3")]
    [InlineData("-Test 0.4 -GroupBy city -Seed 3", "whole groups of city, seed 3")]
    [InlineData("-Test 0.4 -GroupBy (1..20 | ForEach-Object { $_ % 4 }) -Seed 3", "whole groups of given values, seed 3")]
    [InlineData("-Fold 3 -Group city", "fold 1, whole groups of city")]
    [InlineData("-Fold 2 -Time day", "fold 1, rows in order of day")]
    [InlineData("-Fold 2 -Stratify -NoShuffle", "fold 1, rows in their order, stratified")]
    [InlineData("-Test 5 -Seed 2 -Stratify", "seed 2, stratified")]
    [InlineData("-Test 5 -Generator (New-RandomGenerator -Seed 3)", "rows of a generator")]
    public void The_title_of_a_split_says_how_it_was_divided(string call, string title) => Assert.EndsWith(
        ": " + title,
        shell.Run($"(@($whole | Split-Dataset {call})[0].ToDisplayString() -split '\\r?\\n')[0]").Single<string>(),
        StringComparison.Ordinal);
}
