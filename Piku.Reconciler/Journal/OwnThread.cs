namespace Piku.Reconciler.Journal;

/// <summary>Has the tasks that work starts run at once, on the thread that starts them.</summary>
/// <remarks>
/// LiteDB has the pages of a commit written to its log by a task, for which .NET makes a thread, and then waits for it. Its log is in our memory: to make the
/// thread took a quarter of an append. Where a version of LiteDB chooses its scheduler itself, this changes nothing.
/// </remarks>
internal sealed class OwnThread : TaskScheduler
{
    private static readonly TaskFactory Here = new(new OwnThread());

    public static void Run(Action work) => Here.StartNew(work).GetAwaiter().GetResult();

    protected override void QueueTask(Task task) => TryExecuteTask(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
