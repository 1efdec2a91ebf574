using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>Plays a seed: workers and an operator take turns under faults; then the faults end, and the run must.</summary>
/// <remarks>One thread, one source of chance, one simulated clock: the same seed is the same story.</remarks>
internal sealed class Simulator
{
    /// <summary>Turns within which a run must end once nothing goes wrong any more.</summary>
    private const int Patience = 20_000;

    /// <summary>Turns between two looks at the tables while the faults last.</summary>
    private const int Glance = 25;

    private readonly SimulationStage stage;
    private readonly SimulationPlan plan;
    private readonly SimulatedWorld world;
    private readonly SimulationLedger ledger;
    private readonly SimulatedFaults faults;
    private readonly SimulatedOperator console;
    private readonly SimulatedWorker[] workers;

    private Simulator(SimulationStage stage, SimulationPlan plan, RunId run, Func<IWorkQueue, IWorkQueue>? defect)
    {
        this.stage = stage;
        this.plan = plan;
        world = new SimulatedWorld(plan, stage.Clock, run);
        ledger = new SimulationLedger(stage.Clock, plan);
        faults = new SimulatedFaults(plan, world.Random);
        console = new SimulatedOperator(world, stage.Control, faults, ledger);
        workers = [.. Enumerable.Range(0, plan.Workers).Select(NewWorker)];
        stage.Hear = ledger.Hear;

        SimulatedWorker NewWorker(int number)
        {
            var queue = stage.Queue(number);
            return new(
                number,
                world,
                new SimulatedQueue(defect?.Invoke(queue) ?? queue, faults, ledger),
                stage.Control
            );
        }
    }

    /// <summary>Plays one seed and gives its story.</summary>
    /// <param name="stage">The database.</param>
    /// <param name="seed">What everything follows from.</param>
    /// <param name="defect">Breaks the queue on purpose.</param>
    /// <exception cref="SimulationFailure">Something happened that must not; the message holds the seed and the story's end.</exception>
    internal static async Task<IReadOnlyList<string>> PlayAsync(
        SimulationStage stage,
        int seed,
        Func<IWorkQueue, IWorkQueue>? defect = null
    )
    {
        var planned = SimulationPlan.Of(seed);
        await ForgetWorkersAsync(stage);
        var simulator = new Simulator(stage, planned, await stage.StartAsync(planned), defect);
        try
        {
            await simulator.PlayAsync();
            return simulator.world.Story;
        }
        catch (Exception cause)
        {
            throw new SimulationFailure(seed, simulator.world.Story, cause);
        }
        finally
        {
            stage.Hear = null;
        }
    }

    private async Task PlayAsync()
    {
        for (var turn = 1; turn <= plan.Turns; turn++)
        {
            await TurnAsync();
            if (turn % Glance == 0)
                await stage.CheckAsync(world.Run);
        }
        world.IsFaulty = faults.Enabled = false;
        await console.ResumeAsync();
        world.Tell("world", "is without faults from here on");
        for (var turn = 0; !ledger.Ended; turn++)
        {
            if (turn == Patience)
                throw new SimulationViolation("the run never ended");
            await TurnAsync();
        }
        await FinishAsync();
        await new SimulationOutcome(stage, ledger, plan, world.Run).CheckAsync();
    }

    private async Task TurnAsync()
    {
        world.Pass(TimeSpan.FromMilliseconds(world.Random.Next(1, 1_500)));
        if (world.Happens(plan.Jump))
            world.Pass(TimeSpan.FromSeconds(world.Random.Next(5, 180)));
        if (world.Happens(plan.Interference))
            await console.TurnAsync();
        else
            await workers[world.Random.Next(workers.Length)].TurnAsync();
    }

    // Nobody is left behind: what a simulation leaves would be rescued in the next one.
    private async Task FinishAsync()
    {
        foreach (var worker in workers)
            await worker.LeaveAsync();
        await ForgetWorkersAsync(stage);
    }

    private static Task<int> ForgetWorkersAsync(SimulationStage stage)
    {
        stage.Clock.Advance(SimulationPlan.Lease * 2);
        return stage.Queue(0).RescueAsync(CancellationToken.None);
    }
}

/// <summary>A seed whose story broke a rule.</summary>
internal sealed class SimulationFailure(int seed, IReadOnlyList<string> story, Exception cause)
    : Exception(
        $"seed {seed}: {cause.Message}\nagain: APC_SIMULATION_SEEDS={seed}\n"
            + string.Join('\n', story.TakeLast(Shown)),
        cause
    )
{
    private const int Shown = 60;
}
