namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>What the live client does next.</summary>
internal enum Phase
{
    /// <summary>Asks where the upload stands.</summary>
    Ask,

    /// <summary>Waits for the answer.</summary>
    Asking,

    /// <summary>Sends the next body.</summary>
    Send,

    /// <summary>Waits for the answer to it.</summary>
    Sending,

    /// <summary>Its file is there.</summary>
    Done,
}
