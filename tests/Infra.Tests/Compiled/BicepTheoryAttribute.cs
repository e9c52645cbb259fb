namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>As <see cref="BicepFactAttribute"/>, for tests with data.</summary>
internal sealed class BicepTheoryAttribute : TheoryAttribute
{
    public BicepTheoryAttribute() => Skip = BicepCompiler.SkipReason;
}
