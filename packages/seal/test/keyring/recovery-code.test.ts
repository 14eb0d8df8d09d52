/** A recovery code comes back whole; whatever was mistyped is found and named. */
import { isUserError } from "@creance/core";
import { nodePlatform } from "@creance/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRecoveryCode, recoveryGroups } from "../../src/index.ts";

const VAULT = "0123456789abcdef0123456789abcdef";
const root32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("a recovery code", () => {
  test("has twelve groups of six characters and comes back, however it was spaced and written", () => {
    fc.assert(
      fc.property(root32, (root) => {
        const groups = recoveryGroups(root, VAULT, nodePlatform);
        expect(groups).toHaveLength(12);
        for (const group of groups) expect(group).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]$/);
        const typed = groups.join("\n  ").toLowerCase().replace(/0/g, "o").replace(/1/g, "l");
        expect(readRecoveryCode(typed, VAULT, nodePlatform)).toEqual(root);
      }),
    );
  });

  test("every single wrong character is found, and its group named", () => {
    const groups = recoveryGroups(
      Uint8Array.from({ length: 32 }, (_, at) => at * 7),
      VAULT,
      nodePlatform,
    );
    const code = groups.join("").replace(/-/g, "");
    for (let at = 0; at < code.length; at += 1) {
      for (const other of "0123456789ABCDEFGHJKMNPQRSTVWXYZ") {
        if (other === code[at]) continue;
        const error = refusal(code.slice(0, at) + other + code.slice(at + 1));
        expect(error.code).toBe("bad-recovery-code");
        expect(error.message).toMatch(new RegExp(`^Group ${Math.floor(at / 6) + 1} is`));
      }
    }
  });

  test("two neighbours that changed places, and two groups that did, are found", () => {
    const groups = recoveryGroups(
      Uint8Array.from({ length: 32 }, (_, at) => 255 - at * 5),
      VAULT,
      nodePlatform,
    );
    const code = groups.join("").replace(/-/g, "");
    for (let at = 0; at + 1 < code.length; at += 1) {
      if (code[at] === code[at + 1]) continue;
      expect(refusal(`${code.slice(0, at)}${code[at + 1]}${code[at]}${code.slice(at + 2)}`).code).toBe("bad-recovery-code");
    }
    for (let one = 0; one < 12; one += 1) {
      for (let other = one + 1; other < 12; other += 1) {
        const swapped = [...groups];
        [swapped[one], swapped[other]] = [swapped[other] as string, swapped[one] as string];
        expect(refusal(swapped.join(" ")).message).toContain(`Groups ${one + 1}, ${other + 1} are`);
      }
    }
  });

  test("of another vault is refused as such; anything else is refused, and the secret is not repeated", () => {
    const groups = recoveryGroups(new Uint8Array(32).fill(9), VAULT, nodePlatform);
    expect(refusal(groups.join(" "), "f".repeat(32)).code).toBe("recovery-of-another-vault");
    fc.assert(
      fc.property(fc.string({ maxLength: 1200 }), (text) => {
        const error = refusal(text);
        expect(error.code).toBe("bad-recovery-code");
        expect(error.message.length).toBeLessThan(200);
      }),
    );
  });
});

function refusal(code: string, vault = VAULT): { readonly code: string; readonly message: string } {
  try {
    readRecoveryCode(code, vault, nodePlatform);
  } catch (error) {
    if (isUserError(error)) return error;
    throw error;
  }
  throw new Error("it was taken");
}
