/** A gateway's status as lines for a person. */
import { formatBytes } from "@creance/core";
import type { HoldStatus, ServiceStatus } from "@creance/gateway";
import { counters } from "@creance/hold";
import { durationWords } from "@creance/policy";

/** What each capture holds. */
const capturedSides = { lan: "on the local side", wan: "outside", denied: "of what was refused" } as const;

/** The lines. */
export function statusLines(status: HoldStatus): readonly string[] {
  const { mode, title, sentence, services, lan, wan, startedUs, session, counts, drifts, rulesSha256 } = status;
  const lines = [
    sentence,
    "",
    `Policy     ${title} (${mode})`,
    `Between    ${lan.interface} (${lan.ip}), the local network, and ${wan.interface}, the outside`,
    `Since      ${new Date(startedUs / 1000).toISOString()}`,
    `Records    ${session}`,
    `Rules      ${rulesSha256}`,
  ];
  if (services.length > 0) lines.push("", "Services", ...services.map((service) => `  ${serviceLine(service)}`));
  if (counts !== null) {
    lines.push("", `Packets counted until ${new Date(counts.timeUs / 1000).toISOString().slice(11, 19)} UTC`);
    for (const name of Object.keys(counters) as (keyof typeof counters)[]) {
      const { packets, bytes } = counts.counters[name];
      if (packets > 0) lines.push(`  ${String(packets).padStart(10)}  ${formatBytes(bytes).padStart(9)}  ${counters[name].doc}`);
    }
    for (const { side, captured, dropped } of counts.captures) {
      const lost = dropped === null ? "how many were lost is not known" : `${dropped} lost`;
      lines.push(`  Captured ${capturedSides[side]}: ${captured} ${captured === 1 ? "packet" : "packets"}, ${lost}.`);
    }
  }
  if (drifts.length > 0) lines.push("", "What was not as it should be", ...drifts.slice(-10).map((line) => `  ${line.sentence}`));
  return lines;
}

function serviceLine({ name, open, isOpen, openLeftUs, openedBy, openedReason, usedUpBytes, connections, limit }: ServiceStatus): string {
  const parts = [isOpen ? "open" : open === "never" ? "never opened" : "closed"];
  if (openLeftUs !== null) parts.push(`for another ${durationWords(Math.max(1, Math.round(openLeftUs / 1e6)) * 1e6)}`);
  if (isOpen && openedBy !== null) parts.push(`by ${openedBy}: ${openedReason ?? ""}`);
  const used =
    limit === null ? `${formatBytes(usedUpBytes)} out, no limit` : `${formatBytes(usedUpBytes)} of ${formatBytes(limit.upBytes)} out`;
  return `${name}: ${parts.join(", ")}; ${used}; ${connections} ${connections === 1 ? "connection" : "connections"}`;
}
