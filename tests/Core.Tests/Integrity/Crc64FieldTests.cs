using FsCheck.Fluent;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Integrity;

/// <summary>
/// The constants are computed, not typed in; these are the ones that other implementations print (crc64fast-nvme), so that both
/// derivations vouch for one another.
/// </summary>
public class Crc64FieldTests
{
    private const ulong One = 1UL << 63;

    [Fact]
    public void The_reflected_polynomial_is_the_published_one() => Assert.Equal(0x9a6c9329ac4bc9b5UL, Crc64Field.ReflectedPolynomial);

    [Fact]
    public void The_Barrett_quotient_is_the_published_one() => Assert.Equal(0x27ecfa329aef9f77UL, Crc64Field.BarrettQuotient());

    [Theory]
    [InlineData(127, 0x21e9761e252621ac)]
    [InlineData(191, 0xeadc41fd2ba3d420)]
    public void The_folding_keys_are_the_published_ones(int exponent, ulong key) => Assert.Equal(key, Crc64Field.PowerOfX(exponent));

    [Fact]
    public void One_is_neutral() => Always.Holds(Values.Words(), a =>
    {
        Assert.Equal(a, Crc64Field.Multiply(a, One));
        Assert.Equal(a, Crc64Field.Multiply(One, a));
    });

    [Fact]
    public void Powers_of_x_add_up() => Always.Holds(
        Gen.Choose(0, 1 << 20).Two(),
        exponents => Assert.Equal(
            Crc64Field.PowerOfX(exponents.Item1 + exponents.Item2),
            Crc64Field.Multiply(Crc64Field.PowerOfX(exponents.Item1), Crc64Field.PowerOfX(exponents.Item2))));

    [Fact]
    public void The_carry_less_multiplication_is_the_bitwise_one_where_the_processor_has_it() => Always.Holds(
        Values.Words().Two(),
        pair =>
        {
            if (CarrylessField.IsSupported)
            {
                Assert.Equal(Crc64Field.Multiply(pair.Item1, pair.Item2), CarrylessField.Multiply(pair.Item1, pair.Item2));
            }
        });
}
