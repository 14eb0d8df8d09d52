/** Reads `names.jsonl`: who asked for what, and was any name answered that was not open? */
import { recordTypeName } from "../names/record-types.table.ts";
import { type ProofFiles, proofFileNames } from "./bundle.ts";
import type { Findings } from "./findings.ts";
import { countAt, type JsonObject, member, textAt, textOrNull, timeAt } from "./json-value.ts";
import type { Openings } from "./openings.ts";
import { readLines } from "./read-lines.ts";
import type { Tally } from "./tally.ts";
import type { TriedTargets } from "./tried.ts";
import type { ProofWindow } from "./window.ts";

/** What was counted. */
export interface NamesChecked {
  /** Questions for names that were refused. */
  refused: number;
  answered: number;
  /** Questions over UDP, and time requests: the gateway's log. */
  toldNames: number;
  toldTime: number;
}

const answers = ["address", "empty", "noSuchName", "refused", "malformed", "dropped", "time"];

/** Checks it. */
export async function checkNames(
  files: ProofFiles,
  parts: { readonly window: ProofWindow; readonly openings: Openings; readonly tried: TriedTargets; readonly findings: Findings },
): Promise<NamesChecked> {
  const { window, openings, tried, findings } = parts;
  const checked: NamesChecked = { refused: 0, answered: 0, toldNames: 0, toldTime: 0 };
  await readLines(files, proofFileNames.names, findings, (line, number) => {
    if (!isNamesLine(line)) return false;
    const [fromUs, untilUs] = [timeAt(line, "fromUs") ?? 0, timeAt(line, "untilUs") ?? 0];
    const name = textOrNull(line, "name") ?? null;
    const answer = textAt(line, "answer");
    const count = countAt(line, "count") ?? 0;
    if (answer === "address" || answer === "empty") {
      const isOpen =
        name !== null && (openings.probes.has(name) || openings.at(name, fromUs) !== undefined || openings.at(name, untilUs) !== undefined);
      if (!isOpen) findings.fail("names-answer", `${proofFileNames.names}, line ${number}`, `${name} was answered and was not open.`);
    }
    if (untilUs < window.from.timeUs || fromUs > window.until.timeUs) return true;
    if (member(line, "kind") === "time") {
      checked.answered += count;
      checked.toldTime += count;
      tried.add("answered", "lanTime", "time", count, 0);
      return true;
    }
    const type = countAt(line, "type");
    const target = `${name ?? "(no readable name)"}${type === undefined ? "" : ` ${recordTypeName(type)}`}`;
    if (textAt(line, "transport") === "udp") checked.toldNames += count;
    const isAnswered = answer === "address" || answer === "empty";
    if (isAnswered) checked.answered += count;
    else checked.refused += count;
    tried.add(isAnswered ? "answered" : "refused", "lanDns", target, count, 0);
    return true;
  });
  if (!findings.has("names-answer", "log-invalid")) {
    findings.checked.push(`${checked.answered + checked.refused} questions for names and time: no name was answered that was not open.`);
  }
  return checked;
}

/** Every answer that the local capture holds must stand in the log. */
export function checkReplies({ toldNames, toldTime }: NamesChecked, replies: Tally, findings: Findings): void {
  for (const [kind, told] of [
    ["names", toldNames],
    ["time", toldTime],
  ] as const) {
    const { packets } = replies.of(kind);
    if (packets <= told) continue;
    findings.fail("names-missing", proofFileNames.names, `The gateway gave ${packets} answers (${kind}); its log tells ${told}.`);
  }
}

function isNamesLine(line: JsonObject): boolean {
  if (member(line, "kind") !== "question" && member(line, "kind") !== "time") return false;
  if (timeAt(line, "fromUs") === undefined || timeAt(line, "untilUs") === undefined || countAt(line, "count") === undefined) return false;
  return textOrNull(line, "name") !== undefined && answers.includes(textAt(line, "answer") ?? "");
}
