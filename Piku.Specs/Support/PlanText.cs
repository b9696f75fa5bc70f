using System.Diagnostics;
using System.Globalization;
using Piku.Reconciler.Desired;
using Piku.Reconciler.Layout;
using Piku.Reconciler.Planning;

namespace Piku.Specs.Support;

/// <summary>A plan as a person reads it: one line a step, then the verdict.</summary>
public static class PlanText
{
    public static IEnumerable<string> Lines(Plan plan) => plan.Steps.Select(Line).Append(Line(plan.Verdict));

    public static string Line(Step step) => step switch
    {
        Step.MakeFolder(var path) => $"make the folder {path}",
        Step.Build(var release, var generation) => $"build v{release} for generation {generation}",
        Step.AllotPorts(var generation, var processes) => $"allot ports to {string.Join(", ", processes)} of generation {generation}",
        Step.ReportNoRoom(var generation, var reason) => $"report no room for generation {generation}: {reason}",
        Step.Tell(var generation, var text) => $"tell those who wait for generation {generation}: {text}",
        Step.Spawn(var vassal, var generation) => $"spawn {vassal.Name}.ini of generation {generation}",
        Step.Knock(var vassal) => $"knock at {vassal.Process}",
        Step.Dismiss(var name) => $"dismiss {name}",
        Step.Check(var vassal, var generation, var attempt) => $"ask {vassal.Process} of generation {generation} for {vassal.Check!.Path}, attempt {attempt}",
        Step.WakeEmperor => "wake the Emperor",
        Step.WriteSite(var site, var generation) => $"write {site.Path} of generation {generation}, marked {NginxSite.MarkOf(site)}",
        Step.ReloadNginx(null) => "reload nginx, until it serves no site",
        Step.ReloadNginx(var mark) => $"reload nginx, until it serves {mark}",
        Step.Link(var path, var target) => $"link {path} to {target}",
        Step.ReadInclude(var generation, var slug, var path) => $"read {path} of {slug} for generation {generation}",
        Step.AskCloudflare => "ask Cloudflare from where it comes",
        Step.WriteFile(var file) => $"write {file.Path}",
        Step.SelfSign(var path, var names, _) => $"self-sign {path} for {string.Join(", ", names)}",
        Step.OrderCertificate(var order, var attempt) => $"have {order.Directory} asked for {string.Join(", ", order.Names)}, attempt {attempt}",
        Step.ReportCertificateLost(var fingerprint) => $"report the certificate {fingerprint} lost",
        Step.DropCertificate(var path) => $"drop the certificate {path}",
        Step.DeleteFile(var path) => $"delete the file {path}",
        Step.DeleteFolder(var path) => $"delete the folder {path}",
        Step.Sweep(var path) => $"sweep {path}",
        Step.PutAside(var path, var aside) => $"put {path} aside as {aside}",
        Step.SetRights(var path, var rights) => $"give {path} the rights {FileRights.Text(rights)}",
        Step.FetchSlug(var slug) => $"fetch the slug {slug}",
        Step.ReportLive(var generation, var release) => $"report v{release} live as generation {generation}",
        Step.ReportFailed(var generation, var vassal, var reason) => $"report generation {generation} failed, with the log of {vassal.Process}: {reason}",
        Step.ReportDying(var generation, var vassal, var reason) => $"report generation {generation} dying, with the log of {vassal.Process}: {reason}",
        _ => throw new UnreachableException($"No words for {step.GetType().Name}."),
    };

    public static string Line(Verdict verdict) => verdict switch
    {
        Verdict.Converged(null) => "=> converged",
        Verdict.Converged({ } again) => $"=> converged; look again at {Time(again)}",
        Verdict.RecheckAfter(var delay, var reason) => string.Create(CultureInfo.InvariantCulture, $"=> look again after {delay.TotalMilliseconds} ms: {reason}"),
        Verdict.Stuck(var reason) => $"=> stuck: {reason}",
        _ => throw new UnreachableException($"No words for {verdict.GetType().Name}."),
    };

    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
