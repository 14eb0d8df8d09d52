/** The preview of a share: exactly what would leave, to whom, where, why, until when. */
import { formatBytes, isoFromEpochUs } from "@creance/core";
import { purposeTable, recipientKindTable } from "@creance/policy";
import type { RedactionRecipe } from "@creance/seal";
import type { SharePlan } from "@creance/server";
import { claimedSentence } from "../claim-words.ts";
import { textTable } from "../text-table.ts";

const MOST_LEFT = 10;

/** The lines, each with its end. */
export function* planLines(plan: SharePlan): Generator<string> {
  const { destination, recipients, leaks } = plan;
  const line = (name: string, words: string): string => `${`${name}:`.padEnd(12)} ${words}\n`;
  yield line(
    "What leaves",
    `${plan.items.length} objects, ${formatBytes(plan.sealedBytes)}${recipients.length > 0 ? " encrypted" : ", readable there"}`,
  );
  yield line("To", `${destination.title}: ${destination.endpoint}${destination.bucket === "" ? "" : `, bucket ${destination.bucket}`}`);
  yield line("Where", `${destination.region}, ${destination.country}; the region is checked right before anything is sent`);
  yield line("For", recipientKindTable[plan.recipientKind].title);
  for (const { key, name } of recipients) yield line("Readable by", name === null ? key : `${name} (${key})`);
  yield line("Why", `${purposeTable[plan.purpose].title}: ${plan.reason}`);
  yield line("Until", isoFromEpochUs(plan.untilUs) ?? "");
  yield line("Taken out", recipeWords(plan.recipe));
  if (plan.claims === true) {
    const files = plan.items.filter(({ isContents }) => !isContents);
    yield line("Claims", claimedSentence(files.filter(({ isClaimed }) => isClaimed).length, files.length));
  }
  if (leaks !== null) {
    const { searched } = leaks;
    yield line(
      "Leak check",
      leaks.ok
        ? `none of ${searched.values} values and ${searched.positions} positions that were taken out was found in ${searched.outputs} files`
        : `FOUND ${leaks.found.length}: this share is stopped`,
    );
    for (const { name, sentence, byteOffset } of leaks.found.slice(0, MOST_LEFT))
      yield line("", `${name}, byte ${byteOffset}: ${sentence}`);
  }
  for (const { name, sentence } of plan.leftOut) yield line("Left out", `${name}: ${sentence}`);
  for (const sentence of plan.exposure) yield line("As it is", sentence);
  yield "\n";
  yield* textTable(
    ["name", "bytes", "encrypted", "holds", "taken out"],
    plan.items.map((item) => [
      item.isContents ? `${item.name} (list of contents)` : item.name,
      String(item.outBytes),
      recipients.length > 0 ? String(item.sealedBytes) : "no",
      item.isContents ? "names, sizes, hashes" : item.classes.filter((one) => !item.redacted.includes(one)).join(", ") || "nothing known",
      item.redacted.join(", ") || (item.changes.length > 0 ? `${item.changes.length} values` : ""),
    ]),
  );
  const left = [...new Set(plan.items.flatMap((item) => item.left))];
  if (left.length > 0) yield "\nStill told by what leaves:\n";
  for (const sentence of left.slice(0, MOST_LEFT)) yield `- ${sentence}\n`;
  if (left.length > MOST_LEFT) yield `- and ${left.length - MOST_LEFT} more (--json lists all)\n`;
  yield plan.verdict === "permit" ? "\nThe policy permits it.\n" : "\nThe policy refuses it:\n";
  for (const { sentence, satisfiedBy } of plan.missing) yield `- ${sentence} It takes: ${satisfiedBy}\n`;
}

/** What a recipe takes out. */
export function recipeWords(recipe: RedactionRecipe | null): string {
  if (recipe === null) return "nothing";
  const { positions, homeCircleM, times, masks } = recipe;
  const parts = [
    ...(positions === "keep" ? [] : [positions === "drop" ? "positions" : `positions finer than ${positions.gridM} m`]),
    ...(homeCircleM === null ? [] : [`everything within ${homeCircleM} m of home`]),
    ...(["serials", "names", "previews", "audio"] as const).filter((one) => recipe[one] === "drop"),
    ...(times === "keep" ? [] : [`the true times (moved by ${times.shiftUs / 1e6} s)`]),
    ...(masks.length === 0 ? [] : [`what lies under ${masks.length} boxes`]),
  ];
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
