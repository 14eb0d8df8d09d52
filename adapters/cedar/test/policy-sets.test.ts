/** D: the policies are valid under the schema, and a fault that is planted in one is found. */
import { createRequire } from "node:module";
import { cedarSchema, policySets } from "@creance/policy";
import { expect, it } from "vitest";

const cedar: typeof import("@cedar-policy/cedar-wasm/nodejs") = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");

function faults(policies: Readonly<Record<string, string>>): readonly string[] {
  const answer = cedar.validate({ schema: cedarSchema, policies: { staticPolicies: { ...policies } } });
  if (answer.type === "failure") return answer.errors.map(({ message }) => message);
  return [...answer.validationErrors, ...answer.validationWarnings].map(({ policyId, error }) => `${policyId}: ${error.message}`);
}

it.each(["rules", "conditions"] as const)("%s are valid, without a warning, and each carries its own id", (set) => {
  expect(faults(policySets[set])).toEqual([]);
  for (const [id, text] of Object.entries(policySets[set])) expect(text).toContain(`@id("${id}")`);
});

it("a mistyped attribute, a text held against a number and an unknown action are found", () => {
  const condition = policySets.conditions["grant-expired"] ?? "";
  for (const [from, to] of [
    ["untilUs", "untilUz"],
    ["context.nowUs", "context.purpose"],
    ['Action::"share"', 'Action::"sharing"'],
  ] as const) {
    expect(condition).toContain(from);
    expect(faults({ ...policySets.conditions, "grant-expired": condition.replace(from, to) }).length).toBeGreaterThan(0);
  }
});

it("there is no permit that a condition could be left out of: each stands in the rule of its action, whole", () => {
  for (const [id, text] of Object.entries(policySets.conditions)) {
    const [, holds = ""] = /when \{ (.*) \};$/s.exec(text) ?? [];
    expect(holds).not.toBe("");
    for (const action of ["share", "disclose", "publish"]) {
      const isFor = text.includes(`Action::"${action}"`);
      expect([id, action, (policySets.rules[`permit-${action}`] ?? "").includes(`(${holds})`)]).toEqual([id, action, isFor]);
    }
  }
});
