namespace AutomationPlatform.Application.Events;

/// <summary>Whether outcomes were written.</summary>
public enum Settled
{
    /// <summary>They were.</summary>
    Written,

    /// <summary>They were, and the subscription is paused now.</summary>
    Paused,

    /// <summary>They were not: another relay has the subscription.</summary>
    LeaseLost,
}
