/** The ledger as people use it: signed, checked, witnessed, stamped, packed; and every way of rewriting it that somebody else's copy shows. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { hasOpenssl, makeTimestampAuthority, stamp } from "../../../../packages/ledger/test/timestamp/local-authority.ts";
import { creance, temporaryFolder } from "../run-creance.ts";

// Some sixty runs of the command: each takes a second, and ten on a machine that also does something else.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });
const folder = temporaryFolder();
const vault = join(folder, "vault");
// By hand: what stands before the first signature, and after it, is looked at.
const env = { XDG_CONFIG_HOME: join(folder, "config"), CREANCE_VAULT: vault, CREANCE_LEDGER_KEYS: "by-hand" };
const run = (...args: string[]) => creance(args, { env });
const at = (name: string): string => join(folder, name);
let vkey = "";
let witnessKey = "";

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await run(...args, "--json");
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

function keep(name: string): Promise<unknown> {
  mkdirSync(at("card"), { recursive: true });
  writeFileSync(at(`card/${name}`), `content of ${name}`);
  return run("import", at(`card/${name}`));
}

beforeAll(async () => {
  await keep("a.txt");
  await keep("b.txt");
});

describe("signing and checking", () => {
  it("says plainly when nothing is signed, and what it is after", async () => {
    expect((await run("ledger", "state")).stdout).toMatch(/^Nothing is signed yet: \d+ entries/);
    expect(await json("ledger", "verify")).toMatchObject({ ok: false, failures: [{ code: "not-sealed-yet" }] });
    const { stdout } = await run("ledger", "seal");
    expect(stdout).toMatch(/^SIGNED: the first (\d+) of \1 entries/m);
    expect(stdout).toMatch(/^Not witnessed/m);
    expect(stdout).toMatch(/^Not timestamped/m);
    expect(stdout).not.toMatch(/verified/i);
    vkey = ((await json("ledger", "state"))["signed"] as { readonly vkey: string }).vkey;
  });

  it("verify --json: ok, checked, failures; exit status 1 when a line of the journal was changed", async () => {
    const verdict = await json("ledger", "verify", "--vkey", vkey);
    expect(verdict).toMatchObject({ ok: true, failures: [] });
    expect((verdict["checked"] as string[]).length).toBeGreaterThan(3);
    cpSync(vault, at("changed"), { recursive: true });
    const journal = at("changed/journal/000001.jsonl");
    writeFileSync(journal, readFileSync(journal, "utf8").replace('"sizeBytes":16', '"sizeBytes":17'));
    const { status, stdout } = await run("ledger", "verify", "--vault", at("changed"), "--vkey", vkey, "--json");
    expect(status).toBe(1);
    const failed = JSON.parse(stdout) as { readonly ok: boolean; readonly failures: readonly { readonly code: string }[] };
    expect(failed.ok).toBe(false);
    expect(failed.failures.map(({ code }) => code)).toContain("entry-changed");
  });

  it("verify DIR reads the journal of a vault that was copied, and says so where there is none", async () => {
    const codes = async (...args: string[]) => {
      const { status, stdout } = await run("ledger", "verify", ...args, "--vkey", vkey, "--json");
      const verdict = JSON.parse(stdout) as {
        readonly failures: readonly { readonly code: string }[];
        readonly remarks: readonly string[];
      };
      return { status, codes: verdict.failures.map(({ code }) => code), remarks: verdict.remarks.join() };
    };
    expect(await codes(at("changed"))).toMatchObject({ status: 1, codes: ["entry-changed"] });
    const whole = await codes(vault);
    expect(whole).toMatchObject({ status: 0, codes: [] });
    expect(whole.remarks).not.toMatch(/No journal lies here/);
    const log = await codes(at("changed/ledger"));
    expect(log).toMatchObject({ status: 0, codes: [] });
    expect(log.remarks).toMatch(/No journal lies here, so none was read/);
    cpSync(vault, at("reworded"), { recursive: true });
    const texts = at("reworded/journal/texts.jsonl");
    const before = readFileSync(texts, "utf8");
    expect(before).toContain("b.txt");
    writeFileSync(texts, before.replace("b.txt", "z.txt"));
    expect(await codes(at("reworded"))).toMatchObject({ status: 1, codes: ["words-changed"] });
    expect(await codes("--vault", at("reworded"))).toMatchObject({ status: 1, codes: ["words-changed"] });
  });

  it("entries, of a file and of a kind; a proof that our own verifier takes", async () => {
    const kept = await run("ledger", "entries", "--kind", "kept", "--json");
    const [newest] = kept.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(newest.words.fileNameHash).toMatch(/b\.txt$/);
    const about = await run("ledger", "entries", "--about", newest.entry.sha256);
    expect(about.stdout).toMatch(/^\d+ {2}\S+ {2}Kept “.*b\.txt”/);
    expect((await run("ledger", "prove", newest.entry.sha256, "--out", at("kept"))).status).toBe(0);
    expect(readFileSync(at("kept.tlog-proof"), "utf8")).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex \d+\n/);
    expect(readFileSync(at("kept.json"), "utf8")).toContain(newest.entry.sha256);
    expect((await run("ledger", "prove", "9999")).status).toBe(2);
    expect((await run("ledger", "entries", "--kind", "nothing")).status).toBe(2);
  });

  it("an export checks by verify.sh and by us, with the right key only", async () => {
    expect((await run("ledger", "export", at("export"))).status).toBe(0);
    expect(spawnSync("sh", [at("export/verify.sh"), "--vkey", vkey]).status).toBe(0);
    expect((await run("ledger", "verify", at("export"), "--vkey", vkey)).status).toBe(0);
    const other = await json("ledger", "witness", "init", at("nobody"), "--name", "nobody.example.org");
    expect((await run("ledger", "verify", at("export"), "--cosigner", String(other["vkey"]))).status).toBe(1);
    expect((await run("ledger", "verify", at("card"))).status).toBe(2);
    expect((await run("ledger", "export", at("export"))).status).toBe(2);
  });
});

describe("a witness", () => {
  it("signs what continues what it saw, and the ledger is WITNESSED so far", async () => {
    witnessKey = String((await json("ledger", "witness", "init", at("witness"), "--name", "w1.example.org"))["vkey"]);
    expect((await run("ledger", "request-cosignature", "--out", at("ask1"))).status).toBe(0);
    const signed = await run("ledger", "witness", "sign", at("witness"), at("ask1"), "--vkey", vkey, "--out", at("answer1"));
    expect(signed.stderr).toMatch(/^Signed: the first \d+ entries/);
    expect((await run("ledger", "add-cosignature", at("answer1"), "--witness", witnessKey)).stdout).toMatch(/^WITNESSED: the first \d+/);
    await keep("c.txt");
    const { stdout } = await run("ledger", "state");
    expect(stdout).toMatch(/WITNESSED: w1\.example\.org saw the first \d+ entries/);
    const verdict = await json("ledger", "verify", "--vkey", vkey, "--cosigner", witnessKey);
    expect(verdict).toMatchObject({ ok: true });
    expect((verdict["checked"] as string[]).join()).toMatch(/WITNESSED: w1\.example\.org saw the first/);
  });

  it("signs again from where it signed last; an answer of another witness or another log is not taken", async () => {
    await run("ledger", "request-cosignature", "--witness", witnessKey, "--out", at("ask2"));
    expect(readFileSync(at("ask2"), "utf8")).not.toMatch(/^old 0\n/);
    expect((await run("ledger", "witness", "sign", at("witness"), at("ask2"), "--vkey", vkey, "--out", at("answer2"))).status).toBe(0);
    const stranger = readFileSync(at("nobody/witness.vkey"), "utf8").trim();
    const taken = await run("ledger", "add-cosignature", at("answer2"), "--witness", stranger);
    expect(taken.status).toBe(2);
    expect(taken.stderr).toMatch(/holds no cosignature of nobody\.example\.org/);
    expect((await run("ledger", "add-cosignature", at("answer2"), "--witness", witnessKey)).status).toBe(0);
  });

  it("refuses a rolled back and a forked ledger; the kept copy shows it to us too", async () => {
    // Somebody who has vault and key goes back to an older copy, and writes another history onto it.
    cpSync(vault, at("now"), { recursive: true });
    cpSync(at("changed"), at("fork"), { recursive: true });
    rmSync(at("fork/ledger"), { recursive: true });
    const fork = (...args: string[]) => creance(args, { env: { ...env, CREANCE_VAULT: at("fork") } });
    await fork("ledger", "seal");
    await fork("ledger", "request-cosignature", "--out", at("ask3"));
    const rolledBack = await run("ledger", "witness", "sign", at("witness"), at("ask3"), "--vkey", vkey);
    expect(rolledBack.status).toBe(1);
    expect(rolledBack.stderr).toMatch(/rolled back/);
    mkdirSync(at("more"));
    const size = Number(readFileSync(at("answer2"), "utf8").split("\n")[1]);
    for (let number = 0; number < size; number += 1) writeFileSync(at(`more/${number}`), `other ${number}`);
    // Keeping signs by itself: the key is at hand.
    await fork("import", at("more"));
    await fork("ledger", "request-cosignature", "--old", String(size), "--out", at("ask4"));
    const forked = await run("ledger", "witness", "sign", at("witness"), at("ask4"), "--vkey", vkey);
    expect(forked.status).toBe(1);
    expect(forked.stderr).toMatch(/does not show that the \d+ entries begin with/);
    // By itself the other history is whole; held against the copy it is not.
    expect((await fork("ledger", "verify", "--vkey", vkey)).status).toBe(0);
    writeFileSync(at("witness-copy"), readFileSync(at("ask2"), "utf8").split("\n\n").slice(1).join("\n\n"));
    const { status, stdout } = await fork("ledger", "verify", "--vkey", vkey, "--checkpoint", at("witness-copy"), "--json");
    expect(status).toBe(1);
    expect(stdout).toMatch(/"code":"forked"/);
  });

  it("does not sign with a key that others can read, nor from a folder that is none, nor over a state that it lost", async () => {
    execFileSync("chmod", ["644", at("nobody/witness.key")]);
    expect((await run("ledger", "witness", "sign", at("nobody"), at("ask2"), "--vkey", vkey)).stderr).toMatch(/Others can read/);
    expect((await run("ledger", "witness", "sign", at("card"), at("ask2"), "--vkey", vkey)).status).toBe(2);
    cpSync(at("witness"), at("damaged"), { recursive: true });
    const [name] = execFileSync("ls", [at("damaged/logs")], { encoding: "utf8" }).split("\n");
    writeFileSync(at(`damaged/logs/${name}`), "");
    expect((await run("ledger", "witness", "sign", at("damaged"), at("ask1"), "--vkey", vkey)).stderr).toMatch(
      /cannot be read; nothing was signed/,
    );
  });
});

describe.runIf(hasOpenssl)("a timestamp authority (openssl ts)", () => {
  it("is asked by a file, its reply is checked and kept, and the ledger is TIMESTAMPED so far", async () => {
    makeTimestampAuthority(folder);
    expect((await run("ledger", "timestamp", "request", at("ask.tsq"))).status).toBe(0);
    const reply = stamp(folder, readFileSync(at("ask.tsq")));
    writeFileSync(at("reply.tsr"), reply);
    const other = at("other-authority");
    mkdirSync(other);
    makeTimestampAuthority(other);
    const wrong = await run("ledger", "timestamp", "add", at("reply.tsr"), "--authority", join(other, "ca.pem"));
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toMatch(/did not find the authority's signature right/);
    expect((await run("ledger", "timestamp", "add", at("ask.tsq"))).status).toBe(2);
    const taken = await json("ledger", "timestamp", "add", at("reply.tsr"), "--authority", at("ca.pem"));
    expect(taken).toMatchObject({ signatureFits: true });
    expect((await run("ledger", "state")).stdout).toMatch(/TIMESTAMPED: an authority saw the first \d+ entries/);
    const verdict = await json("ledger", "verify", "--authority", at("ca.pem"));
    expect((verdict["checked"] as string[]).join()).toMatch(/TIMESTAMPED/);
    expect(await json("ledger", "verify", "--authority", join(other, "ca.pem"))).toMatchObject({
      ok: false,
      failures: [{ code: "timestamp-signature" }],
    });
    // A reply to a request that this vault never made.
    await run("ledger", "timestamp", "request", at("foreign.tsq"), "--vault", at("now"));
    writeFileSync(at("foreign.tsr"), stamp(folder, readFileSync(at("foreign.tsq"))));
    expect((await run("ledger", "timestamp", "add", at("foreign.tsr"))).stderr).toMatch(/answers no request of this vault/);
  });
});

describe("an evidence package", () => {
  it("is written, checks by us and without us, and a change to it shows", async () => {
    const kept = await run("ledger", "entries", "--kind", "kept", "--json");
    const [{ entry }] = kept.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const made = await json("ledger", "evidence", entry.sha256.slice(0, 12), "--out", at("package"), "--description", "Synthetic");
    expect(made).toMatchObject({ unproven: 0 });
    expect((await run("ledger", "evidence", "--check", at("package"), "--vkey", vkey)).status).toBe(0);
    const args = hasOpenssl ? ["--vkey", vkey, "--tsa-ca", at("ca.pem")] : ["--vkey", vkey];
    const script = spawnSync("sh", [at("package/verify.sh"), ...args], { encoding: "utf8" });
    expect(script.stdout).toMatch(/was kept, says a proven entry/);
    expect(script.status).toBe(0);
    writeFileSync(at("package/custody.json"), "{}");
    expect((await run("ledger", "evidence", "--check", at("package"))).status).toBe(1);
    expect((await run("ledger", "evidence", "--out", at("none"))).status).toBe(2);
    expect(existsSync(at("none"))).toBe(false);
  });

  it("leaves a vault that fsck finds whole", async () => {
    const { status, stdout, stderr } = await run("fsck");
    expect(`${stdout}${stderr}`).toMatch(/: 0 damaged, 0 missing, 0 extra\./);
    expect(status).toBe(0);
  });
});
