using AutomationPlatform.Application;
using AutomationPlatform.Cli;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>What went wrong decides the exit code, in one place.</summary>
public class ExitCodeTests
{
    public static TheoryData<int, Exception> Failures() =>
        new()
        {
            { 2, new UsageException("x") },
            { 65, new InvalidInputException("x") },
            { 65, new ValidationException("Automation", "Name", "must not be empty") },
            { 65, Assert.Throws<PayloadException>(() => Payload.Parse("{")) },
            { 66, new NotFoundException("x") },
            { 66, new EntityNotFoundException("Run", "1") },
            { 66, new FileNotFoundException() },
            { 66, new DirectoryNotFoundException() },
            { 69, new DatabaseUnavailableException("x") },
            { 70, new InvalidOperationException("x") },
            { 73, new ConflictException("x") },
            { 73, new InvalidStateException("Run", "1", "COMPLETED", "Cancel") },
            { 73, new DuplicateEntityException("Automation", "ux_automation_name", new Dictionary<string, string>()) },
            { 73, new ConcurrencyException("Run", "1", 1, 2) },
            { 73, new ReferencedEntityException("Batch", "1", "run 2", "deactivate it instead") },
            { 74, new IOException("x") },
            { 77, new UnauthorizedAccessException("x") },
            { 130, new OperationCanceledException() },
        };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void Each_failure_has_its_exit_code(int exitCode, Exception failure) =>
        Assert.Equal(exitCode, ExitCode.Of(failure));

    [Theory]
    [InlineData(ExecutionStatus.Completed, 0)]
    [InlineData(ExecutionStatus.Failed, 1)]
    [InlineData(ExecutionStatus.Cancelled, 1)]
    public void The_end_of_a_run_has_its_exit_code(ExecutionStatus end, int exitCode) =>
        Assert.Equal(exitCode, ExitCode.Of(end));

    [Fact]
    public async Task A_fault_of_the_program_is_one_line_that_says_how_to_see_more()
    {
        var line = await new TypedLine().RunAsync("runs", "list");
        Assert.Equal(70, line.ExitCode);
        Assert.StartsWith("error: a fault of this program (InvalidOperationException): ", line.Error);
        Assert.EndsWith("; LOG_LEVEL=DEBUG shows where it happened\n", line.Error);
        Assert.Single(line.Error, '\n');
    }
}
