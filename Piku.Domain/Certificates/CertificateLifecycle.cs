using Piku.Domain.Lifecycles;

namespace Piku.Domain.Certificates;

/// <summary>Where an app stands with its certificate.</summary>
public enum CertificateState
{
    /// <summary>There is none at all; one is made within the same pass.</summary>
    Wanted,

    /// <summary>One of our own serves: seen on the box, not recorded.</summary>
    SelfSigned,

    /// <summary>A CA is asked, and a self-signed one serves meanwhile.</summary>
    Ordering,

    /// <summary>One of a CA serves.</summary>
    Issued,

    /// <summary>One of a CA serves and has passed two thirds of its time: computed from the clock, not recorded.</summary>
    Due,

    /// <summary>A CA is asked for the next one, and the one before it serves meanwhile.</summary>
    Renewing,

    /// <summary>The CA gave none; a self-signed one serves until it is asked again.</summary>
    Refused,

    /// <summary>One serves that somebody has given to the app, and who renews it is not us.</summary>
    Given,
}

/// <summary>What can happen to it.</summary>
public enum CertificateTrigger
{
    SelfSign,
    Order,
    Install,
    FallDue,
    Fail,
    Give,
    Remove,
    Lose,
}

/// <summary>Which state of a certificate may follow which, as a table that answers.</summary>
public static class CertificateLifecycle
{
    public static Lifecycle<CertificateState, CertificateTrigger> Table { get; } = new(CertificateState.Wanted, machine =>
    {
        machine.Configure(CertificateState.Wanted)
            .Permit(CertificateTrigger.SelfSign, CertificateState.SelfSigned)
            .Permit(CertificateTrigger.Install, CertificateState.Issued)
            .Permit(CertificateTrigger.Give, CertificateState.Given);
        machine.Configure(CertificateState.SelfSigned)
            .Permit(CertificateTrigger.Order, CertificateState.Ordering)
            .Permit(CertificateTrigger.Give, CertificateState.Given);
        machine.Configure(CertificateState.Ordering)
            .Permit(CertificateTrigger.Install, CertificateState.Issued)
            .Permit(CertificateTrigger.Fail, CertificateState.Refused)
            .Permit(CertificateTrigger.Give, CertificateState.Given);
        machine.Configure(CertificateState.Issued)
            .Permit(CertificateTrigger.FallDue, CertificateState.Due)
            .Permit(CertificateTrigger.Lose, CertificateState.Wanted)
            .Permit(CertificateTrigger.Give, CertificateState.Given);
        machine.Configure(CertificateState.Due)
            .Permit(CertificateTrigger.Order, CertificateState.Renewing);
        machine.Configure(CertificateState.Renewing)
            .Permit(CertificateTrigger.Install, CertificateState.Issued)
            .Permit(CertificateTrigger.Fail, CertificateState.Issued)
            .Permit(CertificateTrigger.Lose, CertificateState.Ordering)
            .Permit(CertificateTrigger.Give, CertificateState.Given);
        machine.Configure(CertificateState.Refused)
            .Permit(CertificateTrigger.Order, CertificateState.Ordering)
            .Permit(CertificateTrigger.Install, CertificateState.Issued)
            .Permit(CertificateTrigger.Give, CertificateState.Given);
        machine.Configure(CertificateState.Given)
            .PermitReentry(CertificateTrigger.Give)
            .Permit(CertificateTrigger.Remove, CertificateState.Wanted)
            .Permit(CertificateTrigger.Lose, CertificateState.Wanted);
    });
}
