namespace AutomationPlatform.Infrastructure.Database;

/// <summary>What to do when something in use was to be removed or changed.</summary>
internal static class Remedies
{
    internal const string Deactivate = "deactivate it instead";
    internal const string EndRun = "wait for its end or cancel it first";
    internal const string NewBatch = "what a run was given stays as it was: put the new payload into another batch";
    internal const string Retention = "runs and their histories leave by retention alone: deactivate it instead";
}
