/** The two sets of Cedar policies: the rules, which decide, and the conditions, each as a permit of its own, which explain. */
import { type Condition, conditionTable, type LeavingAction, leavingActions } from "./conditions.table.ts";
import { prohibitionTable } from "./prohibitions.table.ts";

/** Policies of a set by their ids. */
export type PolicyTexts = Readonly<Record<string, string>>;

/** The sets by name. */
export const policySets: { readonly rules: PolicyTexts; readonly conditions: PolicyTexts } = {
  rules: {
    ...Object.fromEntries(leavingActions.map((action) => [`permit-${action}`, permitOf(action)])),
    // There are no accounts yet: who can open the vault may look, take out on this machine, and delete what nothing holds.
    "permit-local": '@id("permit-local")\npermit(principal, action in [Action::"view", Action::"export", Action::"delete"], resource);',
    ...Object.fromEntries(Object.entries(prohibitionTable).map(([code, { policy }]) => [code, `@id("${code}")\n${policy}`])),
  },
  conditions: Object.fromEntries(
    conditions().map(([code, { actions, holds }]) => [
      code,
      `@id("${code}")\npermit(principal, action in [${actions.map((action) => `Action::"${action}"`).join(", ")}], resource) when { ${holds} };`,
    ]),
  ),
};

/** Conditions of an action, in the order of the table. */
export function conditionsOf(action: LeavingAction): readonly (readonly [code: string, condition: Condition])[] {
  return conditions().filter(([, { actions }]) => actions.includes(action));
}

function permitOf(action: LeavingAction): string {
  const all = conditionsOf(action).map(([, { holds }]) => `  (${holds})`);
  return `@id("permit-${action}")\npermit(principal, action == Action::"${action}", resource) when {\n${all.join(" &&\n")}\n};`;
}

function conditions(): readonly (readonly [code: string, condition: Condition])[] {
  return Object.entries(conditionTable);
}
