namespace AutomationPlatform.Application.Events;

/// <summary>By which way a handler is told.</summary>
public enum HandlerDelivery
{
    /// <summary>Right after the commit, in the process that committed, from memory: at most once.</summary>
    AfterCommit,

    /// <summary>From the outbox, by whichever program that registers the handler is at hand: at least once, in order per run.</summary>
    Outbox,
}
