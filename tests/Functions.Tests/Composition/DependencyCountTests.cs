using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Functions.Composition;

namespace SmartTransfer.Functions.Tests.Composition;

/// <summary>A class that needs many others does too much, or knows too much: what is injected is counted.</summary>
public sealed class DependencyCountTests
{
    private const int Most = 7;

    public static TheoryData<Type> Injected
    {
        get
        {
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection([new("SmartTransfer:Storage:ConnectionString", "UseDevelopmentStorage=true")])
                .Build();
            var services = new ServiceCollection().AddSmartTransfer(configuration);
            var registered = services
                .Select(service => service.IsKeyedService ? service.KeyedImplementationType : service.ImplementationType);
            var functions = typeof(SmartTransferServices).Assembly.GetExportedTypes()
                .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), false)));
            return [.. registered.OfType<Type>().Concat(functions).Where(IsOurs).Distinct()];
        }
    }

    [Theory]
    [MemberData(nameof(Injected))]
    public void No_class_is_given_more_than_seven_things(Type type) => Assert.All(
        type.GetConstructors(),
        constructor => Assert.True(
            constructor.GetParameters().Length <= Most,
            $"{type.FullName} is given {constructor.GetParameters().Length} things: "
            + "split it, or give it one piece that does what several did."));

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("SmartTransfer", StringComparison.Ordinal) is true;
}
