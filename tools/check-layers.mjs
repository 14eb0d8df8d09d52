// Compares every package.json and every import with the table of allowed arrows. `checkLayers(root)` returns the faults it found.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { networkExceptions, networkModules, rooms } from "./layers.table.mjs";

/** Checks the tree below `root`. `expected` is the least number of source files that must be seen. */
export function checkLayers(root, { table = rooms, expected } = {}) {
  const faults = [];
  const found = ["packages", "adapters", "apps"].flatMap((tier) => folders(join(root, tier)).map((name) => `${tier}/${name}`));
  const arrows = new Map();
  let files = 0;
  for (const room of found) {
    const manifestPath = join(root, room, "package.json");
    if (!existsSync(manifestPath)) {
      faults.push(`${room}: no package.json`);
      continue;
    }
    const rule = table[room];
    if (rule === undefined) {
      faults.push(`${room}: this room is not in tools/layers.table.mjs`);
      continue;
    }
    const manifest = JSON.parse(readFileSync(manifestPath, "utf8"));
    const dependencies = Object.keys(manifest.dependencies ?? {});
    const inside = dependencies.filter((name) => name.startsWith("@creance/")).map((name) => name.slice("@creance/".length));
    arrows.set(
      manifest.name,
      inside.map((name) => `@creance/${name}`),
    );
    for (const name of inside) if (!rule.imports.includes(name)) faults.push(`${room}: the arrow to ${name} is not allowed`);
    for (const name of dependencies.filter((each) => !each.startsWith("@creance/"))) {
      if (rule.external !== "any" && !rule.external.includes(name)) faults.push(`${room}: a pure room may not depend on ${name}`);
      if (!/^\d+\.\d+\.\d+/.test(manifest.dependencies[name])) faults.push(`${room}: ${name} needs an exact version`);
    }
    if (room !== "apps/web" && JSON.stringify(manifest.exports) !== JSON.stringify({ ".": "./src/index.ts" })) {
      faults.push(`${room}: exports must be exactly {".": "./src/index.ts"}, so that nobody reaches inside`);
    }
    const declared = new Set([...dependencies, ...Object.keys(manifest.devDependencies ?? {}), manifest.name]);
    for (const file of sources(join(root, room, "src"))) {
      files += 1;
      faults.push(...importFaults(root, room, file, declared));
    }
  }
  faults.push(...cycles(arrows));
  if (expected !== undefined && files < expected)
    faults.push(`only ${files} source files seen, at least ${expected} expected: the check looked at the wrong place`);
  return { faults, files, rooms: found.length };
}

function importFaults(root, room, file, declared) {
  const faults = [];
  const path = relative(root, file).split(sep).join("/");
  for (const specifier of specifiers(readFileSync(file, "utf8"))) {
    if (specifier.startsWith(".")) {
      const target = relative(join(root, room, "src"), resolve(dirname(file), specifier.split("?")[0]));
      if (target.startsWith("..") && !target.endsWith("package.json")) faults.push(`${path}: ${specifier} leaves the room`);
    } else if (specifier.startsWith("@creance/")) {
      if (specifier.split("/").length > 2) faults.push(`${path}: deep import ${specifier}`);
      if (!declared.has(specifier.split("/").slice(0, 2).join("/"))) faults.push(`${path}: ${specifier} is not declared in package.json`);
    } else if (networkModules.includes(specifier.replace(/^node:/, "")) && !(path in networkExceptions)) {
      faults.push(`${path}: ${specifier} can open a connection; only the files in tools/layers.table.mjs may import it`);
    } else if (/^(node:)?child_process$/.test(specifier) && !path.startsWith("adapters/")) {
      faults.push(`${path}: only adapters start processes`);
    }
  }
  return faults;
}

/** Module names in static imports, re-exports and dynamic imports. */
function* specifiers(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  for (const match of code.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)["']([^"']+)["']/gm)) yield match[1];
}

function cycles(arrows) {
  const faults = [];
  const done = new Set();
  const walk = (name, trail) => {
    if (trail.includes(name)) {
      faults.push(`cycle: ${[...trail.slice(trail.indexOf(name)), name].join(" -> ")}`);
      return;
    }
    if (done.has(name)) return;
    for (const next of arrows.get(name) ?? []) walk(next, [...trail, name]);
    done.add(name);
  };
  for (const name of arrows.keys()) walk(name, []);
  return faults;
}

function folders(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path).filter((name) => statSync(join(path, name)).isDirectory());
}

function* sources(path) {
  if (!existsSync(path)) return;
  for (const name of readdirSync(path)) {
    const full = join(path, name);
    if (statSync(full).isDirectory()) yield* sources(full);
    else if (/\.(ts|tsx|mjs)$/.test(name)) yield full;
  }
}
