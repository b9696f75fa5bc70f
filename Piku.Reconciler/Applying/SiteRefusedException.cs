namespace Piku.Reconciler.Applying;

/// <summary>nginx does not take an app's site; the message says it in nginx's words, without a full stop. Whatever it served before it goes on serving.</summary>
public sealed class SiteRefusedException : Exception
{
    public SiteRefusedException(string message)
        : base(message)
    {
    }

    public SiteRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public SiteRefusedException()
    {
    }
}
