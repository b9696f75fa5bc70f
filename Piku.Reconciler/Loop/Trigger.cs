using Piku.Domain.Apps;

namespace Piku.Reconciler.Loop;

/// <summary>Something may have happened to an app.</summary>
/// <param name="IsFaint">It may be the doing of the app's own pass, and does not end the wait after one that got stuck; otherwise each try would lead to the next.</param>
public readonly record struct Trigger(AppName App, bool IsFaint = false);
