using System.Runtime.InteropServices;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Bench.Completion;
using SmartTransfer.Bench.Links;
using SmartTransfer.Bench.Memory;
using SmartTransfer.Bench.Micro;
using SmartTransfer.Bench.Processor;
using SmartTransfer.Bench.Race;
using SmartTransfer.Bench.Relay;
using SmartTransfer.Bench.Start;
using SmartTransfer.Bench.Throughput;
using SmartTransfer.Bench.Tus;
using SmartTransfer.Bench.Wire;

// Told to stop, the process must still end what it has started, which is done when it exits. The runtime itself would just be gone.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Exit);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Exit);

var rest = args.Skip(1).ToArray();
switch (args.FirstOrDefault())
{
    case "micro":
        return MicroBenchmarks.Run(rest);
    case "wire":
        return await WireBenchmark.RunAsync();
    case "cpu":
        return await ProcessorBenchmark.RunAsync(rest.FirstOrDefault() ?? string.Empty);
    case "ceiling":
        return await CeilingBenchmark.RunAsync(rest.FirstOrDefault() ?? string.Empty);
    case "completion":
        return await CompletionBenchmark.RunAsync();
    case LongListProcess.Command:
        return await LongListProcess.RunAsync(rest);
    case "floor":
        return await HashingRelay.RunAsync(rest);
    case "race":
        return await RaceBenchmark.RunAsync(rest);
    case AzureUpload.Command:
        return await AzureUpload.RunAsync(rest);
    case "throughput":
        return await ThroughputBenchmark.RunAsync(rest.FirstOrDefault() ?? string.Empty);
    case "memory":
        return await MemoryBenchmark.RunAsync(rest.FirstOrDefault() ?? string.Empty);
    case "start":
        return await StartBenchmark.RunAsync();
    case "links":
        return LinkBenchmark.Run(rest);
    case "relay":
        return await RelayCommand.RunAsync(rest, Console.Out, CancellationToken.None);
    case "tus":
        return await TusBenchmark.RunAsync(rest.FirstOrDefault() ?? string.Empty);
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run -c Release --project bench -- <what> [arguments]

              micro [filter]    what one call costs: digests, CRC and so on. filter is a glob over the benchmarks' names, such as *Crc64*
              wire              storage transactions per chunk, counted between the host and storage
              links [--seed N]  uploads over simulated bad links: our advice beside fixed sizes and the best one in hindsight
              relay LINK URL PORT [--seed N]
                                one of the links in real time, between clients and the host at URL; ./start.sh --link uses it
              race [--short] [part]
                                uploads over emulated links on real TCP: our clients beside others; writes docs/race.md (Linux only)
              cpu [part]        processor time of the host per MiB beside its floor and @tus/server, on a stand-in for Blob storage
              ceiling [part]    what one core carries of the host and of @tus/server, on the same stand-in. part as below
              completion        what completing an upload of 50,000 blocks allocates
              throughput [part] the host beside a raw Put Block loop. part picks rows by a part of their name, such as "4 MiB, 8"
              tus [part]        tus-js-client into the host beside @tus/server: throughput, storage transactions, memory. part as above
              start             from the start of the host's process to its first answers, with and without ReadyToRun
              memory [part]     the host's peak memory under 32 connections (Linux only). part as above, such as "8 MiB, stream"
            """);
        return 2;
}

static void Exit(PosixSignalContext signal)
{
    const int interrupted = 130;
    signal.Cancel = true;
    Environment.Exit(interrupted);
}
