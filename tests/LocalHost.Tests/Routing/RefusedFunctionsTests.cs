using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Routing;

public sealed class RefusedFunctionsTests
{
    [Theory]
    [InlineData(typeof(SameRoute), "The functions First and Second both answer PUT on the route 'api/Things/{name}'.")]
    [InlineData(typeof(SameName), "Two functions are named")]
    [InlineData(typeof(UnknownConstraint), "Function Odd: the constraint 'uneven' in the route 'api/odd/{id:uneven}' cannot be used")]
    [InlineData(typeof(BrokenRoute), "Function Broken: the route 'api/odd/{id' cannot be read")]
    [InlineData(typeof(NoTrigger), "Function Idle (NoTrigger.Run) has neither an HTTP trigger nor a timer trigger")]
    [InlineData(typeof(ForeignParameter), "Function Foreign: the parameter context is of type HttpContext")]
    [InlineData(typeof(ForeignReturnValue), "Function Plain returns Task`1")]
    [InlineData(typeof(MissingSchedule), "Function Unset: its schedule is the setting SWEEP_SCHEDULE, which is not set.")]
    [InlineData(typeof(BrokenSchedule), "Function Never: the schedule 'every now and then' is neither")]
    public void A_function_that_cannot_be_run_as_the_worker_would_stops_the_start(Type functions, string sentence)
    {
        using var files = new HostFiles();
        var fault = Assert.Throws<StartupException>(() => LocalHostBuilder.Build(files.Args(), [functions], (_, _) => { }));
        Assert.StartsWith(sentence, fault.Message, StringComparison.Ordinal);
    }
}
