using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.Functions.Tests.Deployment;

/// <summary>A test of the worker process, which the stand-ins have not got (eng/standins/README.md); skipped on them.</summary>
internal sealed class WorkerFactAttribute : FactAttribute
{
    public WorkerFactAttribute()
    {
        if (typeof(FunctionAttribute).Assembly.GetName().Name == "Microsoft.Azure.Functions.Worker.Standin")
        {
            Skip = "There is no worker process: the package feed lacks the Azure Functions packages (AzurePackages=standin).";
        }
    }
}
