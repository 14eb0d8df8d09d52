import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isFormatError, isUserError } from "@creance/core";
import { afterAll, describe, expect, test } from "vitest";
import { makeProof, type ProofRequest } from "../../src/proof/make-proof.ts";
import { openProof } from "../../src/proof/open-proof.ts";
import { seconds, startUs, writeSession } from "./session.ts";

const room = mkdtempSync(join(tmpdir(), "h6-F-proof-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));

let number = 0;
function request(changes: Partial<ProofRequest> = {}): ProofRequest {
  number++;
  return {
    session: writeSession(join(room, `session-${number}`)),
    folder: join(room, `proof-${number}`),
    fromMark: "a",
    untilMark: "b",
    flight: null,
    version: "0.1.0",
    madeUs: seconds(300),
    clockOffsetUs: null,
    ...changes,
  };
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const codeOf = async (act: Promise<unknown>): Promise<string> => {
  try {
    await act;
    return "none";
  } catch (error) {
    return isUserError(error) || isFormatError(error) ? error.code : String(error);
  }
};
const lines = (folder: string, name: string): readonly Record<string, unknown>[] =>
  readFileSync(join(folder, name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("a bundle holds the window: captures and lines that touch it, from the oldest connection on, and every file's hash", async () => {
  const asked = request({
    flight: { fileName: "Flug über Haus.TXT", pieces: pieces("flight"), startUs: 1, endUs: 2 },
  });
  const document = await makeProof(asked);
  const { folder } = asked;
  expect(document).toMatchObject({ fromUs: seconds(100), untilUs: seconds(200), fromMark: "a", untilMark: "b", control: "a.example" });
  // Connection 2 began at second 60: in the second file.
  const three = ["000002", "000003", "000004", "000005"];
  expect(document.captures).toEqual({
    lan: three.map((name) => `lan-${name}.pcap`),
    wan: three.map((name) => `wan-${name}.pcap`),
    denied: three.map((name) => `denied-${name}.pcap`),
  });
  expect(document.tools).toEqual({ nft: "nftables v1.0.6", kernel: "6.1.0", creance: "0.1.0" });
  expect(document.flight).toMatchObject({ file: "flight.txt", startUs: 1, endUs: 2 });
  expect(lines(folder, "gate.jsonl").map(({ mark }) => mark)).toEqual([undefined, "start", null, "a", "b"]);
  expect(lines(folder, "names.jsonl").map(({ fromUs }) => Number(fromUs) - startUs)).toEqual([95e6, 150e6, 205e6]);
  expect(lines(folder, "relay.jsonl").map(({ flow }) => flow)).toEqual([1, 2, 3]);
  expect(execFileSync("sha256sum", ["-c", "--strict", "SHA256SUMS"], { cwd: folder, encoding: "utf8" })).toMatch(/proof\.json: OK/);
  const listed = readFileSync(join(folder, "SHA256SUMS"), "utf8").trimEnd().split("\n");
  expect(listed.map((line) => line.slice(66))).toEqual(
    readdirSync(folder)
      .filter((name) => name !== "SHA256SUMS")
      .sort(),
  );
  const text = readFileSync(join(folder, "proof.json"), "utf8");
  expect(JSON.parse(text)).toEqual(document);
  expect(text.startsWith('{"captures":')).toBe(true);
  expect(readdirSync(room).filter((name) => name.includes("making"))).toEqual([]);
});

test("a capture that is being written is taken up to its last whole packet", async () => {
  const asked = request({ fromMark: "a", untilMark: "c" });
  const path = join(asked.session, "lan-000006.pcap");
  const whole = readFileSync(path);
  appendFileSync(path, whole.subarray(24, 24 + 50));
  await makeProof(asked);
  expect(readFileSync(join(asked.folder, "lan-000006.pcap")).equals(whole)).toBe(true);
});

test("a side without packets keeps its empty capture", async () => {
  const asked = request();
  for (let file = 2; file <= 6; file++) rmSync(join(asked.session, `denied-00000${file}.pcap`));
  truncateSync(join(asked.session, "denied-000001.pcap"), 24);
  expect((await makeProof(asked)).captures.denied).toEqual(["denied-000001.pcap"]);
});

describe("what cannot be made is said, and nothing is left behind", () => {
  const cases: Record<string, [string, (asked: ProofRequest) => Partial<ProofRequest> | undefined]> = {
    "a mark that is not there": ["no-such-mark", () => ({ fromMark: "nowhere" })],
    "marks the wrong way round": ["marks-reversed", () => ({ fromMark: "b", untilMark: "a" })],
    "no session": ["no-such-session", () => ({ session: join(room, "nothing") })],
    "a session of something else": [
      "no-such-session",
      ({ session }) => {
        writeFileSync(join(session, "session.json"), "{}");
        return undefined;
      },
    ],
    "a folder that is there": [
      "proof-exists",
      ({ folder }) => {
        mkdirSync(folder);
        return undefined;
      },
    ],
    "a log with a damaged line": [
      "session-damaged",
      ({ session }) => {
        writeFileSync(join(session, "names.jsonl"), "nonsense\n");
        return undefined;
      },
    ],
    "a capture that is none": [
      "session-damaged",
      ({ session }) => {
        writeFileSync(join(session, "wan-000003.pcap"), Buffer.alloc(100));
        return undefined;
      },
    ],
  };
  for (const [name, [code, change]] of Object.entries(cases)) {
    test(name, async () => {
      const asked = request();
      const changed = change(asked);
      const before = readdirSync(room).sort();
      expect(await codeOf(makeProof({ ...asked, ...changed }))).toBe(code);
      expect(readdirSync(room).sort()).toEqual(before);
    });
  }
});

test("kill -9 while it is made: no folder of that name; the next run takes away what was left", async () => {
  const asked = request();
  const tsx = fileURLToPath(import.meta.resolve("tsx"));
  const module = fileURLToPath(new URL("../../src/proof/make-proof.ts", import.meta.url));
  const script = `
    import { makeProof } from ${JSON.stringify(module)};
    async function* slow() { for (;;) { yield Buffer.alloc(1000); await new Promise((done) => setTimeout(done, 20)); } }
    await makeProof({ ...${JSON.stringify(asked)}, flight: { fileName: "a.bin", pieces: slow(), startUs: 1, endUs: 2 } });`;
  const child: ChildProcess = spawn(process.execPath, ["--import", tsx, "--input-type=module", "-e", script], { stdio: "inherit" });
  const left = (): string[] => readdirSync(room).filter((name) => name.includes("making"));
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (left().some((name) => existsSync(join(room, name, "flight.bin")))) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(left().length).toBe(1);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  expect(existsSync(asked.folder)).toBe(false);
  await makeProof(asked);
  expect(left()).toEqual([]);
  expect(existsSync(join(asked.folder, "SHA256SUMS"))).toBe(true);
}, 180_000);

const mountMissing = spawnSync("unshare", ["-m", "true"]).status === 0 ? null : "mount namespaces are not allowed here (needs root)";
test.skipIf(mountMissing !== null)(
  `a full disk: said, and nothing is left${mountMissing === null ? "" : ` (skipped: ${mountMissing})`}`,
  () => {
    const asked = request({ folder: join(room, "disk", "proof") });
    mkdirSync(join(room, "disk"));
    const tsx = fileURLToPath(import.meta.resolve("tsx"));
    const module = fileURLToPath(new URL("../../src/proof/make-proof.ts", import.meta.url));
    const script = `
    import { readdirSync } from "node:fs";
    import { makeProof } from ${JSON.stringify(module)};
    try { await makeProof(${JSON.stringify(asked)}); } catch (error) { console.log(error.code); }
    console.log(readdirSync(${JSON.stringify(join(room, "disk"))}).length);`;
    const ran = spawnSync(
      "unshare",
      [
        "-m",
        "sh",
        "-c",
        'mount -t tmpfs -o size=12k tmpfs "$1" && exec "$2" --import "$3" --input-type=module -e "$4"',
        "sh",
        join(room, "disk"),
        process.execPath,
        tsx,
        script,
      ],
      { encoding: "utf8" },
    );
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toBe("disk-full\n0\n");
  },
  60_000,
);

describe("opening a bundle", () => {
  test("names, sizes, pieces, text", async () => {
    const asked = request();
    await makeProof(asked);
    const files = await openProof(asked.folder);
    expect(files.names()).toContain("proof.json");
    expect(files.sizeBytes("policy.yaml")).toBe(11);
    expect(await files.text("policy.yaml", 11)).toBe("version: 1\n");
    const parts: Uint8Array[] = [];
    for await (const piece of files.bytes("lan-000003.pcap")) parts.push(piece.slice());
    expect(Buffer.concat(parts).equals(readFileSync(join(asked.folder, "lan-000003.pcap")))).toBe(true);
    expect(await codeOf(files.text("policy.yaml", 10))).toBe("not-a-bundle");
    expect(await codeOf(files.text("../secret", 10))).toBe("not-a-bundle");
    writeFileSync(join(asked.folder, "rules.nft"), Buffer.of(0xff, 0xfe));
    expect(await codeOf((await openProof(asked.folder)).text("rules.nft", 10))).toBe("not-a-bundle");
  });

  const refused: Record<string, (folder: string) => void> = {
    "a link": (folder) => symlinkSync("/etc/passwd", join(folder, "names.jsonl")),
    "a folder": (folder) => mkdirSync(join(folder, "lan")),
    "a pipe": (folder) => execFileSync("mkfifo", [join(folder, "pipe")]),
    "a name with a line break": (folder) => writeFileSync(join(folder, "a\nb"), ""),
    "a name that begins with a dot": (folder) => writeFileSync(join(folder, ".hidden"), ""),
  };
  for (const [name, plant] of Object.entries(refused)) {
    test(`${name} is refused`, async () => {
      const folder = join(room, `planted-${number++}`);
      mkdirSync(folder);
      plant(folder);
      expect(await codeOf(openProof(folder))).toBe("not-a-bundle");
    });
  }
  test("no folder, and a file", async () => {
    expect(await codeOf(openProof(join(room, "nothing")))).toBe("no-such-proof");
    writeFileSync(join(room, "file"), "");
    expect(await codeOf(openProof(join(room, "file")))).toBe("no-such-proof");
  });
  test("a file that shrinks while it is read is no bundle", async () => {
    const folder = join(room, `shrinks-${number++}`);
    mkdirSync(folder);
    writeFileSync(join(folder, "lan-000001.pcap"), Buffer.alloc(100));
    const files = await openProof(folder);
    truncateSync(join(folder, "lan-000001.pcap"), 10);
    expect(await codeOf(files.text("lan-000001.pcap", 1000))).toBe("not-a-bundle");
  });
});
