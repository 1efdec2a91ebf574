using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Domain;
using AutomationPlatform.Infrastructure.Definition;

namespace AutomationPlatform.Infrastructure.Database.Doctor;

/// <summary>Every stored definition is one that this program understands.</summary>
internal static class DefinitionCheck
{
    private const string Contents = """
        SELECT a.name, v.number, v.content
        FROM definition_version v JOIN automation a ON a.id = v.automation_id
        ORDER BY a.name, v.number
        """;

    internal static async Task<List<DoctorFinding>> RunAsync(ReadSession session, CancellationToken cancellationToken)
    {
        List<DoctorFinding> findings = [];
        var contents = session.StreamAsync(
            Contents,
            row => (Name: row.Text(), Number: row.Int(), Content: row.Text()),
            cancellationToken
        );
        await foreach (var (name, number, content) in contents)
        {
            if (Problem(content) is { } problem && findings.Count < DatabaseDoctor.FindingLimit)
                findings.Add(
                    new DoctorFinding(
                        "definition",
                        $"automation '{name}', definition {number}",
                        $"it cannot be read: {problem}",
                        "it was written by a newer program or past the platform: use the newer one, or a backup",
                        Repaired: false
                    )
                );
        }
        return findings;
    }

    private static string? Problem(string content)
    {
        try
        {
            DefinitionJson.ReadContent(content);
            return null;
        }
        catch (Exception unreadable) when (unreadable is InvalidInputException or DomainException)
        {
            return unreadable.Message;
        }
    }
}
