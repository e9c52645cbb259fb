namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>A test that needs the Bicep compiler; skipped, with the reason, where the package feed lacks it.</summary>
internal sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() => Skip = BicepCompiler.SkipReason;
}
