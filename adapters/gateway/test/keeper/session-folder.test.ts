import { lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeSessionFolder, prepareFolders } from "../../src/keeper/session-folder.ts";

const home = mkdtempSync(join(tmpdir(), "creance-folder-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A folder that belongs to somebody else, and a state folder in which a link to it lies. */
function linked(name: string, link: string): { readonly state: string; readonly foreign: string } {
  const [state, foreign] = [join(home, name), join(home, `${name}-foreign`)];
  mkdirSync(state);
  mkdirSync(foreign, { mode: 0o700 });
  symlinkSync(foreign, join(state, link));
  return { state, foreign };
}

describe("links in folders that another account may write", () => {
  test("the folder of sessions is none: refused, and what it leads to is as it was", () => {
    const { state, foreign } = linked("state", "sessions");
    expect(() => makeSessionFolder(state, 0, {}, null)).toThrow(/could not be made/);
    expect(lstatSync(foreign).mode & 0o777).toBe(0o700);
  });

  test("a folder is a folder", () => {
    prepareFolders([join(home, "new")], null);
    const session = makeSessionFolder(join(home, "new"), 0, { "rules.nft": "x" }, null);
    expect([lstatSync(join(home, "new")).mode & 0o777, lstatSync(session).mode & 0o777]).toEqual([0o751, 0o770]);
  });
});
