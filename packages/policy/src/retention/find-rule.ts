/** Finding a rule or a ground by its id. */
import { UserError } from "@creance/core";
import { retentionPresets } from "./presets.table.ts";
import type { ExceptionGround, RetentionPreset, RetentionRule } from "./types.ts";

/** A rule with the preset it belongs to. Throws a `UserError` (`no-such-rule`). */
export function findRetentionRule(id: string): { readonly preset: RetentionPreset; readonly rule: RetentionRule } {
  for (const preset of retentionPresets) {
    const rule = preset.rules.find((one) => one.id === id);
    if (rule !== undefined) return { preset, rule };
  }
  const known = retentionPresets.flatMap(({ rules }) => rules.map((rule) => rule.id)).join(", ");
  throw new UserError("no-such-rule", "wrongUse", `There is no keeping rule ${shown(id)}; nothing was changed. The rules are: ${known}.`);
}

/** A ground for an exception, which must belong to the preset of the rule. Throws a `UserError` (`no-such-ground`). */
export function findExceptionGround(ruleId: string, groundId: string): ExceptionGround {
  const { preset } = findRetentionRule(ruleId);
  const ground = preset.exceptions.find(({ id }) => id === groundId);
  if (ground !== undefined) return ground;
  const known = preset.exceptions.map(({ id }) => id).join(", ");
  throw new UserError(
    "no-such-ground",
    "wrongUse",
    `The preset ${preset.id} knows no ground ${shown(groundId)}; nothing was changed. ${known === "" ? "It has none" : `Its grounds are: ${known}`}; a legal hold keeps anything.`,
  );
}

function shown(id: string): string {
  return `“${id.length > 64 ? `${id.slice(0, 64)}…` : id}”`;
}
