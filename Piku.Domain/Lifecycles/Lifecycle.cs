using System.Collections.Frozen;
using Stateless;
using Stateless.Graph;

namespace Piku.Domain.Lifecycles;

/// <summary>
/// A Stateless machine read once into a table that answers: what is permitted in a state, and where it leads.
/// </summary>
/// <remarks>Asking costs a look-up; a machine of Stateless is made per state at start-up and never kept per app.</remarks>
public sealed class Lifecycle<TState, TTrigger>
    where TState : struct, Enum
    where TTrigger : struct, Enum
{
    private readonly FrozenDictionary<(TState, TTrigger), TState> _next;
    private readonly Func<StateMachine<TState, TTrigger>> _machine;

    public Lifecycle(TState initial, Action<StateMachine<TState, TTrigger>> configure)
    {
        _machine = () => Configured(initial, configure);
        var next = new Dictionary<(TState, TTrigger), TState>();
        foreach (var state in Enum.GetValues<TState>())
            foreach (var trigger in Enum.GetValues<TTrigger>().Where(Configured(state, configure).CanFire))
                next[(state, trigger)] = After(state, trigger, configure);
        _next = next.ToFrozenDictionary();
    }

    public bool Permits(TState state, TTrigger trigger) => _next.ContainsKey((state, trigger));

    /// <exception cref="InvalidOperationException">The trigger is not permitted: a bug, for what decides asks first.</exception>
    public TState Next(TState state, TTrigger trigger) =>
        _next.TryGetValue((state, trigger), out var next)
            ? next
            : throw new InvalidOperationException($"{typeof(TTrigger).Name}.{trigger} is not permitted in {state}.");

    /// <summary>The machine as a Mermaid diagram, for the docs.</summary>
    public string Mermaid() => MermaidGraph.Format(_machine().GetInfo());

    private static StateMachine<TState, TTrigger> Configured(TState state, Action<StateMachine<TState, TTrigger>> configure)
    {
        var machine = new StateMachine<TState, TTrigger>(state);
        configure(machine);
        return machine;
    }

    private static TState After(TState state, TTrigger trigger, Action<StateMachine<TState, TTrigger>> configure)
    {
        var machine = Configured(state, configure);
        machine.Fire(trigger);
        return machine.State;
    }
}
