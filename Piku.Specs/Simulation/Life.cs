using Piku.Domain.Apps;
using Piku.Domain.Journal;

namespace Piku.Specs.Simulation;

/// <summary>One life of pikud, from its start to its end: what its parts ask and do goes through here, so that it can end in the middle of anything.</summary>
internal sealed class Life(Simulation simulation)
{
    public bool HasEnded { get; set; }

    /// <summary>How often it has the journal to itself now: nobody else records meanwhile.</summary>
    public int IsAlone { get; set; }

    /// <summary>For whom something is done.</summary>
    public AppName? Actor { get; set; }

    public int Changes { get; private set; }

    public int Records { get; private set; }

    /// <summary>A moment in which anything may happen.</summary>
    /// <param name="isChange">Something is about to be written, or has been; which may fail.</param>
    public void Moment(bool isChange)
    {
        MustBeAlive();
        simulation.Moment(this, isChange);
        MustBeAlive();
    }

    public void Touch(string path)
    {
        Changes++;
        simulation.Promises.Touched(Actor, path);
    }

    public void Recorded(AppName app, IReadOnlyList<Recorded> events)
    {
        Records++;
        simulation.Recorded(app, events);
    }

    /// <exception cref="PikudDied">It has ended: nothing of it does anything any more.</exception>
    public void MustBeAlive()
    {
        if (HasEnded) throw new PikudDied();
    }
}

/// <summary>What ends whatever a pikud was doing.</summary>
internal sealed class PikudDied() : Exception("pikud was killed");
