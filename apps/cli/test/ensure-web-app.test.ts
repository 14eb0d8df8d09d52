import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkoutFolder, ensureWebApp } from "../src/ensure-web-app.ts";
import { temporaryFolder } from "./run-creance.ts";

const folder = temporaryFolder();

/** A checkout whose builder counts how often it ran. */
function checkout(name: string, builder: string): string {
  mkdirSync(join(folder, name, "tools"), { recursive: true });
  writeFileSync(join(folder, name, "tools", "build.mjs"), builder);
  return join(folder, name);
}

test("a checkout without a web app builds it once, in its own folder", () => {
  const root = checkout(
    "clean",
    `import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
     appendFileSync("runs", "x"); mkdirSync("dist/web", { recursive: true }); writeFileSync("dist/web/index.html", "");`,
  );
  ensureWebApp(root);
  ensureWebApp(root);
  expect(readFileSync(join(root, "runs"), "utf8")).toBe("x");
});

test("a build that fails is said, and the bundle never builds", () => {
  expect(() => ensureWebApp(checkout("broken", "process.exit(1);"))).toThrow(expect.objectContaining({ code: "build-failed" }));
  expect(() => ensureWebApp(undefined)).not.toThrow();
});

test("the checkout is where the builder is", () => {
  expect(existsSync(join(checkoutFolder() as string, "tools", "build.mjs"))).toBe(true);
});
