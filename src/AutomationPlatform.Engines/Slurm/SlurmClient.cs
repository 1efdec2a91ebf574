using System.Text.Json;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Slurm;

/// <summary>Speaks with slurmrestd.</summary>
internal sealed class SlurmClient(EngineHttp http, EngineSettings settings) : IEngineClient
{
    private readonly string root = $"slurm/{settings.Get(SlurmAdapter.Api, SlurmAdapter.DefaultApi)}/";

    public EngineCapabilities Capabilities { get; } =
        new()
        {
            Shards = settings.Find(SlurmAdapter.Program) is not null,
            Arrays = true,
            Lists = true,
            Holds = true,
            ReadsLogs = true,
        };

    private string Submission => $"{root}job/submit";

    public async Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var body = Wrong.OrderRefused(settings.Connection, () => SlurmJob.Of(order, settings));
        var answer = await AskAsync(EngineRequest.Post(Submission, body), cancellationToken);
        return answer.Json.Number("job_id") is > 0 and var number
            ? $"{number}"
            : throw answer.Response.Trouble(
                EngineTrouble.Unclear,
                $"an answer without a job_id: {answer.Response.Line()}",
                "the job is looked up before anything is sent again"
            );
    }

    public async Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken) =>
        [
            .. (await JobsAsync($"{root}jobs", cancellationToken))
                .Tasks.Where(task => task.Comment == order.Mark)
                .Select(task => task.WholeId)
                .Distinct()
                .Order()
                .Select(id => $"{id}"),
        ];

    public async Task<IReadOnlyList<PartReport>> GetAsync(EngineJob job, CancellationToken cancellationToken)
    {
        var (tasks, response) = await OursAsync(job, cancellationToken);
        if (tasks.Find(task => task.Status is null) is { } strange)
            throw response.Trouble(
                EngineTrouble.Unclear,
                $"the state '{OneLine.Of(strange.State, 100)}', whose meaning is not known",
                $"type: scontrol show job {job.ExternalId}"
            );
        var log = SlurmJob.Log(job.Order, settings);
        if (job.Order.Purpose == SubmissionPurpose.Delegate)
            return [tasks[0].ToReport(0, job.ExternalId, log)];
        var waiting = tasks.Find(task => task.WaitsForMany);
        var reports = new List<PartReport>();
        for (var part = 0; part < job.Order.Parts; part++)
            if ((tasks.Find(task => task.TaskId == part) ?? waiting) is { } task)
                reports.Add(task.ToReport(part, $"{job.ExternalId}_{part}", log));
        return reports;
    }

    public async Task LetBeginAsync(EngineJob job, CancellationToken cancellationToken)
    {
        // It refuses to change what has ended.
        if (!await IsHeldAsync(job, cancellationToken))
            return;
        var answer = await AskAsync(EngineRequest.Post(AddressOf(job), SlurmJob.LetGo()), cancellationToken);
        // Of an array it says that the update has failed when it has not: only the job tells.
        if (await IsHeldAsync(job, cancellationToken))
            throw answer.Response.Trouble(
                EngineTrouble.Unclear,
                $"the job is still held: {answer.Response.Line()}",
                $"it is let go again at the next look; or type: scontrol release {job.ExternalId}"
            );
    }

    public Task<JobLogPiece> ReadLogAsync(EngineJob job, int part, long offset, CancellationToken cancellationToken) =>
        SharedFile.ReadAsync(
            settings.Connection,
            SlurmJob.Log(job.Order, settings).Replace("%a", $"{part}"),
            offset,
            cancellationToken
        );

    public async Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken)
    {
        await OursAsync(job, cancellationToken);
        await AskAsync(new EngineRequest(HttpMethod.Delete, AddressOf(job)), cancellationToken);
    }

    public async Task<IReadOnlyList<MarkedJob>> ListAsync(CancellationToken cancellationToken) =>
        [
            .. from task in (await JobsAsync($"{root}jobs", cancellationToken)).Tasks
            let id = EngineMark.Read(task.Comment)
            where id is not null
            group task by (task.WholeId, id) into whole
            select new MarkedJob(
                $"{whole.Key.WholeId}",
                whole.Key.id!.Value,
                whole.First().State,
                whole.Any(task => task.IsOpen)
            ),
        ];

    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync(EngineRequest.Get($"{root}ping"), cancellationToken);
        var controllers = answer.Json.Member("pings").Items().Select(p => $"{p.Line("hostname")} {p.Line("ping")}");
        var nodes = (await AskAsync(EngineRequest.Get($"{root}nodes"), cancellationToken)).Json.Member("nodes");
        return $"controller {string.Join(", ", controllers)}; {nodes.Items().Count()} nodes";
    }

    private string AddressOf(EngineJob job) => $"{root}job/{job.ExternalId}";

    private async Task<bool> IsHeldAsync(EngineJob job, CancellationToken cancellationToken) =>
        (await OursAsync(job, cancellationToken)).Tasks.Exists(task => task.IsHeld);

    private async Task<(List<SlurmTask> Tasks, EngineResponse Response)> JobsAsync(
        string address,
        CancellationToken cancellationToken
    )
    {
        var answer = await AskAsync(EngineRequest.List(address), cancellationToken);
        return answer.Json.Member("jobs") is { ValueKind: JsonValueKind.Array } jobs
            ? (jobs.EnumerateArray().Select(job => new SlurmTask(job)).ToList(), answer.Response)
            : throw answer.Response.Trouble(
                EngineTrouble.Unclear,
                $"an answer without jobs: {answer.Response.Line()}",
                $"check that it speaks {settings.Get(SlurmAdapter.Api, SlurmAdapter.DefaultApi)}; see the setting api"
            );
    }

    // Slurm begins its numbers anew when it has lost its state, and after the greatest: what has ours need not be ours.
    private async Task<(List<SlurmTask> Tasks, EngineResponse Response)> OursAsync(
        EngineJob job,
        CancellationToken cancellationToken
    )
    {
        var (tasks, response) = await JobsAsync(AddressOf(job), cancellationToken);
        var ours = tasks.FindAll(task => task.IsOf(job.Order));
        if (ours.Count > 0)
            return (ours, response);
        throw tasks is [var other, ..]
            ? response.Trouble(
                EngineTrouble.Missing,
                $"job {job.ExternalId} is another's: its comment is '{OneLine.Of(other.Comment ?? "", 100)}'",
                "Slurm gave the number anew; if it has lost its state, see the log of slurmctld"
            )
            : response.Trouble(
                EngineTrouble.Missing,
                "an empty list of jobs",
                "if Slurm never had it, see the log of slurmctld"
            );
    }

    private async Task<(JsonElement Json, EngineResponse Response)> AskAsync(
        EngineRequest request,
        CancellationToken cancellationToken
    )
    {
        var user = settings.Require(SlurmAdapter.User, "jobs run as somebody");
        var token = http.Credential.Read();
        var response = await http.SendAsync(
            request with
            {
                Headers = [new("X-SLURM-USER-NAME", user), new("X-SLURM-USER-TOKEN", token)],
                Secrets = ShownSecrets.Of(token),
                IsUnderstood = SlurmError.IsOfController,
            },
            cancellationToken
        );
        if (Complaint(response, request.Address == Submission) is { } complaint)
            throw complaint;
        return (response.RequireJson(), response);
    }

    // It says 500 to nearly everything; the list of errors in the body tells more.
    private EngineException? Complaint(EngineResponse response, bool isSubmission)
    {
        if (SlurmError.First(response.TryJson()) is not { } error)
            return null;
        var said = $"{(int)response.Status} {error.Words} ({error.Code})";
        if (error.IsUnknownJob)
            return response.Trouble(
                EngineTrouble.Missing,
                said,
                "Slurm forgets jobs some minutes after their end (MinJobAge); if it never had it, see its log"
            );
        if (response.IsSuccess)
            return error.Number == 0
                ? null
                : response.Trouble(EngineTrouble.Refused, said, "correct the job or the settings of the engine");
        var hint = error.IsVague
            ? $"it says so of a wrong or expired token, too: check {http.Credential.Reference}"
            : "see the log of slurmctld";
        if ((int)response.Status < 500)
            return null;
        return isSubmission && error.IsRefusal
            ? response.Trouble(EngineTrouble.Refused, said, "correct the job or the settings of the engine")
            : response.Trouble(EngineTrouble.Unclear, said, hint);
    }
}
