/** The air-gapped archive: it unpacks, checks, and runs where no network is and no Node is found. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const missing = reasonMissing();
const reason = missing === null ? "" : ` (${missing})`;

describe.skipIf(missing !== null)(`the archive${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "creance-pack-"));
  const out = join(folder, "out");
  let unpacked = "";

  beforeAll(() => {
    const packed = spawnSync(process.execPath, ["tools/pack.mjs", "--out", out], { encoding: "utf8" });
    expect(packed.stderr).toBe("");
    expect(packed.status).toBe(0);
    const [archive = ""] = readdirSync(out).filter((name) => name.endsWith(".tar.gz"));
    expect(spawnSync("sha256sum", ["-c", `${archive}.sha256`], { cwd: out }).status).toBe(0);
    const place = join(folder, "a place with spaces");
    mkdirSync(place);
    expect(spawnSync("tar", ["-xzf", join(out, archive), "-C", place]).status).toBe(0);
    unpacked = join(place, archive.replace(/\.tar\.gz$/, ""));
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("the bill of materials names every package that lies in the archive, with licence and hash", () => {
    const [file = ""] = readdirSync(out).filter((name) => name.endsWith(".cdx.json"));
    const bill = JSON.parse(readFileSync(join(out, file), "utf8")) as {
      bomFormat: string;
      specVersion: string;
      components: readonly {
        group?: string;
        name: string;
        version: string;
        "bom-ref": string;
        hashes?: readonly unknown[];
        licenses?: readonly unknown[];
      }[];
    };
    expect([bill.bomFormat, bill.specVersion]).toEqual(["CycloneDX", "1.6"]);
    const named = new Set(bill.components.map(({ group, name, version }) => `${group === undefined ? "" : `${group}/`}${name}@${version}`));
    const lying = packagesBelow(join(unpacked, "node_modules"));
    expect(lying.length).toBeGreaterThan(30);
    expect(lying.filter((each) => !named.has(each))).toEqual([]);
    expect(bill.components.filter(({ hashes, licenses }) => hashes === undefined || licenses === undefined)).toEqual([]);
    expect(new Set(bill.components.map((each) => each["bom-ref"])).size).toBe(bill.components.length);
  });

  test("it starts in an empty network namespace, serves the page, keeps and reads the sample operation", async () => {
    const vault = join(folder, "vault");
    const environment = { PATH: "/nowhere", HOME: folder };
    const version = spawnSync(join(unpacked, "bin", "creance"), ["--version"], {
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin", HOME: folder },
    });
    expect(version.stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
    const node = join(unpacked, "node", "bin", "node");
    const script = join(unpacked, "dist", "server", "creance.js");
    // Requests come from inside the namespace too: the packed Node asks.
    const ask = `const s=require("child_process").spawn(process.execPath,[${JSON.stringify(script)},"serve","--port","0","--vault",${JSON.stringify(vault)}],{stdio:["ignore","pipe","inherit"]});
      let said="";s.stdout.on("data",async function hear(d){said+=d;const m=/(http:\\S+)\\s/.exec(said);if(!m)return;s.stdout.off("data",hear).resume();const u=m[1];
        const page=await(await fetch(u)).text();
        await fetch(u+"api/imports/sample",{method:"POST",headers:{"content-type":"application/json",origin:u.slice(0,-1)},body:"{}"});
        let jobs=[];do{await new Promise(r=>setTimeout(r,500));jobs=await(await fetch(u+"api/imports")).json()}while(jobs.some(j=>j.state==="running"));
        const flights=await(await fetch(u+"api/flights")).json();
        console.log(JSON.stringify({title:/<title>(.*?)</.exec(page)?.[1],states:jobs.map(j=>j.state),flights:flights.total}));
        s.kill("SIGINT");s.on("exit",()=>process.exit(0))})`;
    const root = process.getuid?.() === 0 ? [] : ["--map-root-user"];
    const child = spawn(
      "unshare",
      [
        "--net",
        ...root,
        "sh",
        "-c",
        'ip link set lo up && exec env -i PATH="$1" HOME="$2" "$3" -e "$4"',
        "sh",
        environment.PATH,
        environment.HOME,
        node,
        ask,
      ],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
    const status = await new Promise((resolve) => child.once("close", resolve));
    expect(status).toBe(0);
    const told = JSON.parse(lines.at(-1) ?? "{}") as { title: string; states: readonly string[]; flights: number };
    expect(told.title).toContain("Creance");
    expect(told.states).toEqual(["done"]);
    expect(told.flights).toBeGreaterThan(10);
  }, 300_000);
});

/** `name@version` of each package folder, nested ones included. */
function packagesBelow(modules: string): readonly string[] {
  return readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name.startsWith(".")) return [];
    const path = join(modules, entry.name);
    if (entry.name.startsWith("@")) return packagesBelow(path);
    const { name, version } = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as { name: string; version: string };
    const inner = join(path, "node_modules");
    return [`${name}@${version}`, ...(readdirSync(path).includes("node_modules") ? packagesBelow(inner) : [])];
  });
}

function reasonMissing(): string | null {
  if (process.platform !== "linux" || process.arch !== "x64") return "it is for Linux x64";
  const root = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  return spawnSync("unshare", ["--net", ...root, "ip", "link", "set", "lo", "up"]).status === 0 ? null : "no network namespaces here";
}
