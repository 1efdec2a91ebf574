using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteWorkQueue
{
    internal const string Complete = """
        UPDATE item_execution
        SET status = 'COMPLETED', finished_at = @now, result_payload = @result, error_code = NULL, error_message = NULL,
            version = version + 1, updated_at = @now, updated_by = @actor
        WHERE id = @id AND version = @version
        """;

    internal const string EndAttempt = """
        UPDATE item_execution
        SET status = @status, finished_at = CASE WHEN @status <> 'RETRYING' THEN @now END,
            error_code = CASE WHEN @released THEN error_code ELSE coalesce(@code, error_code) END,
            error_message = coalesce(@message, error_message), released_count = released_count + @released,
            version = version + 1, updated_at = @now, updated_by = @actor
        WHERE id = @id AND version = @version
        """;

    private const string Delay = """
        INSERT INTO delayed (run_id, position, item_execution_id, version, lost_count, due_at)
        VALUES (@run, @position, @id, @version, @lost, @due)
        ON CONFLICT (run_id, position) DO UPDATE
        SET version = excluded.version, lost_count = excluded.lost_count, due_at = excluded.due_at
        """;

    private const string LeaveClaim = "UPDATE claim SET open = open - @answered WHERE id = @id";

    private const string CloseClaim = "DELETE FROM claim WHERE id = @id AND open <= 0";

    private const string KeepStandardError = """
        INSERT INTO handler_log (item_execution_id, attempt, run_id, written_at, standard_error)
        VALUES (@id, @attempt, @run, @now, @text)
        ON CONFLICT (item_execution_id, attempt) DO NOTHING
        """;

    // This very answer was taken before, and only its reply was lost.
    private const string WasTaken = """
        SELECT 1 FROM item_state_history
        WHERE item_execution_id = @id AND version = @version + 1 AND created_by = @actor AND new_status = @status
            AND attempt = @attempt
        """;

    private const string KeepLate = """
        INSERT INTO late_answer (item_execution_id, attempt, worker, received_at, outcome)
        SELECT @id, @attempt, @actor, @now, @outcome
        WHERE NOT EXISTS (
            SELECT 1 FROM late_answer WHERE item_execution_id = @id AND attempt = @attempt AND worker = @actor)
        """;

    /// <inheritdoc/>
    public async Task<AnswersTaken> AnswerAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentOutOfRangeException.ThrowIfZero(answers.Answers.Count);
        if (next is not null)
            ClaimLimits.Check(next);
        var (taken, claim) = await writer.TransactionAsync(
            session =>
            {
                var taking = new AnswerTaking(session, answers);
                taking.TakeAll();
                return (taking, next is null ? null : Claim(session, next));
            },
            cancellationToken
        );
        if (answers.Answers.Any(AnswerColumns.IsReadyAtOnce))
            pulse.Give();
        await AnswerEvents.PublishAsync(events, taken.Answers, taken.Ended, cancellationToken);
        return new AnswersTaken(taken.Refused, claim);
    }

    /// <summary>Takes the answers of one chunk, one after the other, in one transaction.</summary>
    private sealed class AnswerTaking(SqliteSession session, ChunkAnswers answers)
    {
        private readonly string run = SqliteForm.Of(answers.Run.Value);
        private readonly string actor = answers.Worker.Name;
        private readonly CountDeltas deltas = new();
        private readonly SqliteStatement complete = session.Statement(
            Complete,
            "now",
            "result",
            "actor",
            "id",
            "version"
        );
        private readonly List<Answer> given = [.. answers.Answers];
        private int left;

        internal List<ItemExecutionId> Refused { get; } = [];

        internal Dictionary<ItemExecutionId, DateTimeOffset> Ended { get; } = [];

        /// <summary>The answers as they were taken: one that cannot be stored became a failure.</summary>
        internal ChunkAnswers Answers => answers with { Answers = given };

        internal void TakeAll()
        {
            for (var i = 0; i < given.Count; i++)
            {
                if (!TakeOrFail(i))
                    Refuse(given[i]);
                if (given[i].HasProgress)
                    session.Execute(RemoveProgress, ("id", SqliteForm.Of(given[i].Item.Id.Value)));
                if (AnswerColumns.StandardError(given[i]) is { } text)
                    Keep(given[i], text);
            }
            session.Add(deltas, SqliteForm.Of(answers.Worker.Id.Value));
            var claim = SqliteForm.Of(answers.Claim.Value);
            session.Execute(LeaveClaim, ("answered", left), ("id", claim));
            session.Execute(CloseClaim, ("id", claim));
        }

        /// <summary>Takes an answer; one whose result cannot be stored becomes a failure for good.</summary>
        private bool TakeOrFail(int index)
        {
            var answer = given[index];
            try
            {
                // The column wants JSON; what PostgreSQL's jsonb cannot hold besides is refused here too: both act alike.
                if (answer.Kind == AnswerKind.Complete && answer.Result?.Contains('\\') == true)
                    Payload.Parse(answer.Result);
                return Take(answer);
            }
            catch (Exception refusal)
                when (answer.Kind == AnswerKind.Complete
                    && (refusal is PayloadException || SqliteErrors.IsDataError(refusal))
                )
            {
                given[index] = AnswerColumns.BadResult(answer, refusal.Message);
                return Take(given[index]);
            }
        }

        private bool Take(Answer answer)
        {
            var next = AnswerColumns.Next(answer.Kind);
            var id = SqliteForm.Of(answer.Item.Id.Value);
            if ((answer.Kind == AnswerKind.Complete ? TakeResult(answer, id) : TakeEnd(answer, id)) == 0)
                return false;
            session.AddHistory(
                new HistoryRow(
                    id,
                    answer.Item.Version + 1,
                    ExecutionStatus.Processing,
                    next,
                    actor,
                    answer.Item.AttemptCount,
                    AnswerColumns.Code(answer),
                    AnswerColumns.Message(answer),
                    AnswerColumns.Reason(answer),
                    AnswerColumns.ResultHash(answer),
                    answer.Item.HistoryHash
                )
            );
            deltas.Move(run, SqliteForm.Of(answer.Item.BatchExecutionId.Value), ExecutionStatus.Processing, next);
            left++;
            return true;
        }

        private int TakeResult(Answer answer, string id) =>
            complete.Execute(session.Now, answer.Result, actor, id, answer.Item.Version);

        private int TakeEnd(Answer answer, string id)
        {
            var status = AnswerColumns.NewStatus(answer);
            var taken = session.Execute(
                EndAttempt,
                ("status", status),
                ("now", session.Now),
                ("released", answer.Kind == AnswerKind.Release ? 1 : 0),
                ("code", AnswerColumns.Code(answer)),
                ("message", AnswerColumns.Message(answer)),
                ("actor", actor),
                ("id", id),
                ("version", answer.Item.Version)
            );
            if (taken == 0)
                return 0;
            Ended[answer.Item.Id] = session.Moment;
            if (answer.Kind is AnswerKind.Fail or AnswerKind.Retry)
                session.RaiseFailure(FailureOf(answer, id));
            if (answer.Kind == AnswerKind.Fail)
                session.AddFailure(run, id, AnswerColumns.Fingerprint(answer)!, AnswerColumns.Code(answer)!);
            else if (AnswerColumns.IsReadyAtOnce(answer))
                session.Enqueue(
                    run,
                    answer.Item.Position,
                    id,
                    answer.Item.Version + 1,
                    ExecutionStatus.Retrying,
                    answer.Item.LostCount
                );
            else if (answer.Kind == AnswerKind.Retry)
                DelayRetry(answer, id);
            return taken;
        }

        private FailedAttempt FailureOf(Answer answer, string id) =>
            new(
                run,
                id,
                answer.Item.Version + 1,
                SqliteForm.Of(answer.Item.ItemId.Value),
                SqliteForm.Of(answer.Item.BatchExecutionId.Value),
                answer.Item.AttemptCount,
                AnswerColumns.Code(answer)!,
                AnswerColumns.Message(answer)!,
                AnswerColumns.Next(answer.Kind)
            );

        private void DelayRetry(Answer answer, string id) =>
            session.Execute(
                Delay,
                ("run", run),
                ("position", answer.Item.Position),
                ("id", id),
                ("version", answer.Item.Version + 1),
                ("lost", answer.Item.LostCount),
                ("due", session.After(answer.Delay))
            );

        private void Refuse(Answer answer)
        {
            var id = SqliteForm.Of(answer.Item.Id.Value);
            var attempt = answer.Item.AttemptCount;
            var taken = session.List(
                WasTaken,
                _ => true,
                ("id", id),
                ("version", answer.Item.Version),
                ("actor", actor),
                ("status", AnswerColumns.NewStatus(answer)),
                ("attempt", attempt)
            );
            if (taken.Count > 0)
                return;
            Refused.Add(answer.Item.Id);
            left += session.Execute(
                KeepLate,
                ("id", id),
                ("attempt", attempt),
                ("actor", actor),
                ("now", session.Now),
                ("outcome", AnswerColumns.Outcome(answer))
            );
        }

        private void Keep(Answer answer, string text) =>
            session.Execute(
                KeepStandardError,
                ("id", SqliteForm.Of(answer.Item.Id.Value)),
                ("attempt", answer.Item.AttemptCount),
                ("run", run),
                ("now", session.Now),
                ("text", text)
            );
    }
}
