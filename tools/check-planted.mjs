// Plants a violation of each guard in a tree of its own and demands that the guard catches it: a guard that guards nothing looks exactly
// like a clean tree.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkLayers } from "./check-layers.mjs";

const manifest = (name, dependencies = {}, exports = { ".": "./src/index.ts" }) =>
  JSON.stringify({ name: `@creance/${name}`, private: true, version: "0.1.0", type: "module", exports, dependencies });

/** Trees that the layer check must refuse, with words that the fault must contain. */
const layerFaults = [
  {
    name: "a forbidden arrow",
    files: { "packages/core/package.json": manifest("core", { "@creance/formats": "0.1.0" }) },
    says: "the arrow to formats",
  },
  {
    name: "a cycle",
    files: {
      "packages/core/package.json": manifest("core", { "@creance/formats": "0.1.0" }),
      "packages/formats/package.json": manifest("formats", { "@creance/core": "0.1.0" }),
    },
    says: "cycle: ",
  },
  {
    name: "an adapter that imports an adapter",
    files: { "adapters/vault/package.json": manifest("vault", { "@creance/warehouse": "0.1.0" }) },
    says: "the arrow to warehouse",
  },
  { name: "an empty tree", files: {}, expected: 1, says: "only 0 source files" },
  {
    name: "an outside dependency in a pure room",
    files: { "packages/core/package.json": manifest("core", { lodash: "4.17.21" }) },
    says: "may not depend on lodash",
  },
  {
    name: "a deep import",
    files: {
      "packages/formats/package.json": manifest("formats", { "@creance/core": "0.1.0" }),
      "packages/formats/src/index.ts": 'export { toHex } from "@creance/core/src/hex.ts";\n',
    },
    says: "deep import",
  },
  {
    name: "a path out of the room",
    files: {
      "packages/core/package.json": manifest("core"),
      "packages/core/src/index.ts": 'export { x } from "../../formats/src/index.ts";\n',
    },
    says: "leaves the room",
  },
  {
    name: "open exports",
    files: { "packages/core/package.json": manifest("core", {}, { "./*": "./src/*" }) },
    says: "exports must be exactly",
  },
  {
    name: "an import that package.json does not name",
    files: { "packages/flight/package.json": manifest("flight"), "packages/flight/src/index.ts": 'export { a } from "@creance/core";\n' },
    says: "not declared",
  },
  {
    name: "a room that can open a connection",
    files: {
      "adapters/vault/package.json": manifest("vault"),
      "adapters/vault/src/index.ts": 'import { connect } from "node:net";\nconnect(80);\n',
    },
    says: "can open a connection",
  },
  {
    name: "an app that starts a process",
    files: {
      "apps/cli/package.json": manifest("cli"),
      "apps/cli/src/index.ts": 'import { spawn } from "node:child_process";\nspawn("true");\n',
    },
    says: "only adapters start processes",
  },
];

/** One faulty line in a pure package, and the lint rule that must name it. */
const lintFaults = [
  {
    name: "a file read in a pure package",
    code: 'import { readFileSync } from "node:fs";\nexport const a = readFileSync("x");\n',
    says: "noNodejsModules",
  },
  { name: "the clock in a pure package", code: "export const a = Date.now();\n", says: "no clock" },
  { name: "the date in a pure package", code: "export const a = new Date();\n", says: "no clock" },
  { name: "randomness in a pure package", code: "export const a = Math.random();\n", says: "no randomness" },
  { name: "an undeclared dependency", code: 'export { a } from "left-pad";\n', says: "noUndeclaredDependencies" },
  {
    name: "a floating promise",
    code: "async function f(): Promise<void> {}\nexport function g(): void {\n  f();\n}\n",
    says: "noFloatingPromises",
  },
  {
    name: "a misused promise",
    code: "async function f(): Promise<boolean> {\n  return false;\n}\nexport function g(): number {\n  if (f()) return 1;\n  return 0;\n}\n",
    says: "noMisusedPromises",
  },
  { name: "a default export", code: "export default 1;\n", says: "noDefaultExport" },
  { name: "an any", code: "export const a: any = 1;\n", says: "noExplicitAny" },
  {
    name: "an import cycle",
    code: 'import { b } from "./b.ts";\nexport const a = b;\n',
    b: 'import { a } from "./a.ts";\nexport const b = a;\n',
    says: "noImportCycles",
  },
];

/** One faulty line that must not compile in a pure package. */
const typeFaults = [
  { name: "a type error", code: 'export const a: number = "1";\n', says: "TS2322" },
  { name: "an enum", code: "export enum A {\n  B,\n}\n", says: "TS1294" },
  { name: "fetch", code: 'export const a = fetch("http://localhost/");\n', says: "TS2304" },
  { name: "process", code: "export const a = process.env;\n", says: /TS2304|TS2580|TS2591/ },
  { name: "a Node module", code: 'export { readFileSync } from "node:fs";\n', says: /TS2307|TS2591|TS2580/ },
  { name: "an unchecked index", code: "export const a: number = [1][0];\n", says: "TS2322" },
];

/** Plants every fault below a temporary folder. Returns how many were planted and the names of those that no guard caught. */
export function checkPlanted(root) {
  const folder = mkdtempSync(join(tmpdir(), "creance-planted-"));
  const missed = [];
  try {
    for (const [index, fault] of layerFaults.entries()) {
      const tree = join(folder, `layer-${index}`);
      mkdirSync(tree, { recursive: true });
      for (const [path, text] of Object.entries(fault.files)) write(join(tree, path), text);
      const { faults } = checkLayers(tree, { expected: fault.expected });
      if (!faults.some((each) => each.includes(fault.says))) missed.push(`arrows: ${fault.name}`);
    }
    missed.push(...plantedLint(root, join(folder, "lint")), ...plantedTypes(root, join(folder, "types")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { planted: layerFaults.length + lintFaults.length + typeFaults.length, missed };
}

function plantedLint(root, tree) {
  mkdirSync(tree, { recursive: true });
  cpSync(join(root, "biome.json"), join(tree, "biome.json"));
  cpSync(join(root, "tools/lint"), join(tree, "tools/lint"), { recursive: true });
  for (const [index, fault] of lintFaults.entries()) {
    write(join(tree, `packages/planted${index}/package.json`), JSON.stringify({ name: `planted${index}` }));
    write(join(tree, `packages/planted${index}/src/a.ts`), fault.code);
    if (fault.b !== undefined) write(join(tree, `packages/planted${index}/src/b.ts`), fault.b);
  }
  const args = ["lint", "--vcs-enabled=false", "--reporter=github", "--max-diagnostics=none", "."];
  const { stdout } = spawnSync(join(root, "node_modules/.bin/biome"), args, { cwd: tree, encoding: "utf8" });
  const lines = stdout.split("\n");
  return lintFaults
    .filter(
      (fault, index) =>
        !lines.some((line) => line.startsWith("::error") && line.includes(`/planted${index}/`) && line.includes(fault.says)),
    )
    .map((fault) => `lint: ${fault.name}`);
}

function plantedTypes(root, tree) {
  mkdirSync(tree, { recursive: true });
  // The same relative places as in the house, so that a pure package's own tsconfig is what is tested.
  cpSync(join(root, "tsconfig.base.json"), join(tree, "tsconfig.base.json"));
  cpSync(join(root, "types"), join(tree, "types"), { recursive: true });
  cpSync(join(root, "packages/core/tsconfig.json"), join(tree, "packages/core/tsconfig.json"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
  for (const [index, fault] of typeFaults.entries()) write(join(tree, `packages/core/src/planted${index}.ts`), fault.code);
  const tsc = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "packages/core", "--pretty", "false"], {
    cwd: tree,
    encoding: "utf8",
  });
  const lines = tsc.stdout.split("\n");
  return typeFaults
    .filter((fault, index) => !lines.some((line) => line.includes(`planted${index}.ts`) && line.search(fault.says) >= 0))
    .map((fault) => `types: ${fault.name}`);
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
