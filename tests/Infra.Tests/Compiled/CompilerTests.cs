namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>infra/ as the Bicep compiler and its linter see it. Whatever they say fails: the compiler calls it a warning where a property is unknown to a resource's type.</summary>
public class CompilerTests
{
    [BicepFact]
    public void The_compiler_and_the_linter_have_nothing_to_say()
    {
        using var infra = new InfraCopy();

        Assert.Empty(infra.Compile());
    }

    // What the test above is good for: each of these is seen.
    [BicepTheory]
    [InlineData("modules/storage-account.bicep", "allowBlobPublicAccess: false", "allowBlobPublicAcess: false", "BCP089")]
    [InlineData("modules/function-app.bicep", "httpsOnly: true", "httpsOnly: 'yes'", "BCP036")]
    [InlineData("modules/alerts.bicep", "autoMitigate: true\n    // ", "closesByItself: true\n    // ", "BCP037")]
    [InlineData("modules/identity.bicep", "@description('Tags of the resource.')", "param unused string\n\n@description('Tags of the resource.')", "no-unused-params")]
    [InlineData("main.bicep", "param clientKeySecret string = newGuid()", "param clientKeySecret string = 'a text that stands here for all to read'", "secure-parameter-default")]
    [InlineData("main.bicep", "output AZURE_RESOURCE_GROUP string = resourceGroup.name", "output AZURE_RESOURCE_GROUP string = clientKeySecret", "outputs-should-not-contain-secrets")]
    [InlineData("modules/monitoring.bicep", "name: workspaceName\n  location: location", "name: workspaceName\n  location: 'westeurope'", "no-hardcoded-location")]
    [InlineData("main.bicep", "skuName: 'Standard_LRS'", "skuName: 'Standard_LSR'", "BCP088")]
    public void What_is_wrong_is_seen(string path, string right, string wrong, string rule)
    {
        using var infra = new InfraCopy();
        infra.Replace(path, right, wrong);

        Assert.Contains(infra.Compile(), said => said.Contains($" {rule}: ", StringComparison.Ordinal));
    }
}
