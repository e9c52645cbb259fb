namespace SmartTransfer.Functions.Tests.Architecture;

/// <summary>
/// The order of the folders of each project: a file knows its own folder and those that stand above it here, never one
/// below. The model comes first, then the ports, then the verbs, then what decorates; transports only translate. A file that stands
/// elsewhere than its folder, since callers are to find it in the project's own namespace, is named itself.
/// </summary>
internal static class Rooms
{
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<Room>> Of = new Dictionary<string, IReadOnlyList<Room>>
    {
        ["Core"] =
        [
            new("Integrity", "Digests and how CRCs compose: arithmetic on bytes, which knows no upload."),
            new("Identity", "Who and what is named: ids and keys, which everything else refers to."),
            new("Ledgers", "What a block list says: arithmetic on blocks, the heart of the promise, and so free of everything that runs."),
            new("Options", "Settings and their limits, some of which follow from what a ledger can hold."),
            new("Bodies", "Bytes on their way in, bounded and hashed in passing, before it is known what they belong to."),
            new("Links", "Evidence, estimates and advice: the mathematics of a link, pure."),
            new("Sessions", "The record of an upload, its states and legal moves: data, which stores keep and verbs change."),
            new("Ports", "What the domain needs of a store, in the domain's words. Everything above is data that passes through them."),
            new("Failures", "The one catalogue of what a client can be told."),
            new("Rules", "Preconditions of requests: pure functions from data to a failure."),
            new("Telemetry", "What is measured, traced and logged of the model above; verbs report to it."),
            new("Network", "Records what links do and remembers clients: Links with a clock and a store."),
            new("Quotas", "What each client may have, counted over all instances."),
            new("Uploads", "The verbs of an upload that is sent in chunks."),
            new("Streams", "The verbs of bodies of any length; they complete and find uploads as Uploads does."),
            new("Concatenation", "A file made of other uploads; its verbs start and complete uploads."),
            new("Resilience", "Every decorator of a port: retries, metrics, and what is noted when a session closes."),
            new("Events", "Who is told what happens to uploads: the outbox in their records, and its delivery."),
            new("Sweeping", "The timers' work; it ends, completes and continues whatever the verbs left."),
            new("Composition", "Puts the domain together, and so sees everything."),
        ],
        ["Azure"] =
        [
            new("Randomness", "Ids and groups from the system's generator; no storage."),
            new("Clients", "The clients of the storage services, their identity, options and faults; every adapter is given them."),
            new("Webhooks", "Signed messages to others' addresses; no storage."),
            new("Blobs", "Ports on Blob Storage."),
            new("Tables", "Ports on Table Storage."),
            new("Events", "Events as others read them, and where they are delivered to."),
            new("", "All ports together."),
        ],
        ["Functions"] =
        [
            new("Json", "The shapes of JSON answers."),
            new("Http", "Answers, problems and JSON bodies; what the host can do."),
            new("Headers/Structured", "Structured fields (RFC 9651), which no other header's meaning enters."),
            new("Headers", "The meaning of our own request and answer headers."),
            new("Authorization", "Who asks, and whether they may."),
            new("Telemetry", "Where measurements and traces are sent."),
            new("Edge", "What every function runs within: admission, quota, cross-origin rules, advice, faults."),
            new("Uploads", "The native API: translation only."),
            new("Tus/Checksums", "The algorithms of the checksum extension."),
            new("Tus", "tus 1.0.0: translation only."),
            new(
                "Resumable",
                "Resumable uploads of the IETF: translation only. Metadata and checksums are those of tus, where clients learned them."),
            new("Service", "Health, documents, metrics and timers."),
            new("Composition", "Puts the app together, and so sees everything."),
            new("", "The worker's entry point."),
        ],
        ["LocalHost"] =
        [
            new("Diagnostics", "What stops a start, and what is logged."),
            new("Settings", "Settings as the Functions host reads them."),
            new("Keys", "Function keys."),
            new("Invocation", "Calls a function by its method, whatever triggered it."),
            new("Bodies", "Request bodies as the Functions host treats them."),
            new("Routing", "HTTP triggers as endpoints."),
            new("Timers", "Timer triggers as loops."),
            new("", "Finds the functions and builds the host, and so sees everything."),
        ],
        ["Client"] =
        [
            new("", "What callers see of a transfer: data and failures, which everything below speaks of."),
            new("Integrity", "Digests, and the chunks that a list gives: arithmetic."),
            new("Policy", "Sizes, connections, waits and limits, as docs/clients.md has them: pure, so that the simulation drives it too."),
            new("Progress", "What a listener is told."),
            new("Sources", "Where bytes are read."),
            new("Journals", "Files that hold what a transfer needs to go on."),
            new("JournalFolder.cs", "The journals as callers see them."),
            new("TransferClientOptions.cs", "The options, which name a folder of journals."),
            new("Http", "One request, one answer, and how answers are read."),
            new("Attempts", "Sends again as the policy says, over what Http does once."),
            new("Uploads", "Files on their way up."),
            new("Downloads", "Files on their way down."),
            new("TransferClient.cs", "The client, which knows every transfer."),
        ],
        ["Cli"] =
        [
            new("Outcomes", "How a file, a batch and the program end: what everything below comes to."),
            new("Settings", "Options from the command line, the environment and a file."),
            new("Transfers", "What is sent and fetched: sources, and one file under way."),
            new("Printing", "Shows transfers and outcomes on terminals, in pipes and as JSON; starts none."),
            new("Commands", "One verb each: they transfer by the library and print."),
            new("", "The program, which knows all commands."),
        ],
    };
}
