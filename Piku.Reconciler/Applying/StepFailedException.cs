namespace Piku.Reconciler.Applying;

/// <summary>A step could not be done; the message is a sentence. What the step was to change is as it was.</summary>
public sealed class StepFailedException : Exception
{
    public StepFailedException(string message)
        : base(message)
    {
    }

    public StepFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public StepFailedException()
    {
    }
}
