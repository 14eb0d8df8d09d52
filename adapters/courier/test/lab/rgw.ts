/**
 * A Ceph RADOS Gateway (S3 server) on 127.0.0.1: one monitor, one store in memory, one gateway, in a folder of its own, as whoever runs the test.
 * Needs Debian's ceph-mon, ceph-osd, radosgw; loopback is enough. Two of them are two regions.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get, request } from "node:http";
import { get as getSealed, request as requestSealed } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { S3Client } from "@aws-sdk/client-s3";
import type { Credentials, Destination } from "../../src/index.ts";
import { EMPTY_SHA256, signRequest } from "../../src/s3/sign-request.ts";

/** A running gateway. */
export interface Rgw {
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly region: string;
  /** Its certificate authority where it speaks TLS. */
  readonly caPem: string | undefined;
  /** A destination at it. */
  destination(bucket: string, more?: Partial<Destination>): Destination;
  /** Makes a bucket. */
  createBucket(name: string): Promise<void>;
  /** Resident memory of its three processes. */
  residentBytes(): number;
  stop(): Promise<void>;
}

/** How to start it. */
export interface RgwOptions {
  /** Its region's name; `us-west-2` unless told. */
  readonly region?: string;
  /** With TLS, by an authority made for it. */
  readonly isEncrypted?: boolean;
  /** What it can hold in memory; 1 GiB unless told. */
  readonly sizeBytes?: number;
}

/** How a gateway of the lab is reached. */
export function labAccess(
  endpoint: string,
  region = "us-west-2",
  caPem?: string,
): Pick<Rgw, "endpoint" | "credentials" | "region" | "destination"> {
  return {
    endpoint,
    credentials: { accessKeyId: "CREANCETESTKEY", secretAccessKey: "creance-test-secret" },
    region,
    destination: (bucket, more = {}) => ({
      id: "lab",
      title: "Ceph in the lab",
      kind: "s3",
      endpoint,
      region,
      country: "US",
      bucket,
      prefix: "",
      pathStyle: true,
      ...(caPem === undefined ? {} : { caPem }),
      ...more,
    }),
  };
}

/** The SDK's client of a gateway: what others see there. Destroy it. */
export function labSdk({ endpoint, region, credentials }: Pick<Rgw, "endpoint" | "credentials" | "region">): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

const runFile = promisify(execFile);
const run = (program: string, args: readonly string[]) => runFile(program, args, { timeout: 120_000, killSignal: "SIGKILL" });
const TOOLS = ["ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph-authtool", "monmaptool", "ceph", "openssl", "setpriv"];

/** Why it cannot be started here; `null`: it can. */
export const rgwMissing: string | null = missing();

function missing(): string | null {
  const absent = TOOLS.filter((tool) => {
    try {
      execFileSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" });
      return false;
    } catch {
      return true;
    }
  });
  return absent.length === 0 ? null : `not installed: ${absent.join(", ")}`;
}

/** Starts one; ready when it answers. */
export async function startRgw({ region = "us-west-2", isEncrypted = false, sizeBytes = 1024 ** 3 }: RgwOptions = {}): Promise<Rgw> {
  const folder = mkdtempSync(join(tmpdir(), "i7-F-rgw-"));
  const children: ChildProcess[] = [];
  const [monPort, port] = await freePorts(2);
  const at = (...names: readonly string[]): string => join(folder, ...names);
  const conf = at("ceph.conf");
  for (const name of ["mon", "osd", "rgw"]) mkdirSync(at(name));
  const frontend = isEncrypted ? `ssl_endpoint=127.0.0.1:${port} ssl_certificate=${at("server.pem")}` : `endpoint=127.0.0.1:${port}`;
  const fsid = randomUUID();
  writeFileSync(conf, confText({ folder, fsid, monPort: monPort ?? 0, frontend, sizeBytes }));
  const keyring = at("keyring");
  const admin = ["-c", conf, "-n", "client.admin", "-k", keyring];
  const daemon = (program: string, ...args: readonly string[]): void => {
    // It ends with the test, however that ends.
    const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", program, "-c", conf, ...args, "-f"], { stdio: "ignore" });
    children.push(child);
  };
  async function stop(): Promise<void> {
    for (const child of children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  }
  const onExit = (): void => {
    for (const child of children) child.kill("SIGKILL");
  };
  process.once("exit", onExit);
  try {
    const caPem = isEncrypted ? await makeCertificate(folder) : undefined;
    await run("ceph-authtool", ["--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"]);
    await run("ceph-authtool", [keyring, "--gen-key", "-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *"]);
    await run("ceph-authtool", [keyring, "--gen-key", "-n", "client.rgw", "--cap", "mon", "allow rw", "--cap", "osd", "allow rwx"]);
    await run("monmaptool", ["--create", "--fsid", fsid, "--addv", "a", `[v2:127.0.0.1:${monPort}]`, at("monmap")]);
    await run("ceph-mon", ["-c", conf, "--mkfs", "-i", "a", "--monmap", at("monmap"), "--keyring", keyring]);
    daemon("ceph-mon", "-i", "a");
    const osdKey = (await run("ceph-authtool", ["--gen-print-key"])).stdout.trim();
    const osdId = randomUUID();
    writeFileSync(at("secret.json"), JSON.stringify({ cephx_secret: osdKey }));
    await run("ceph", [...admin, "--connect-timeout", "60", "osd", "new", osdId, "-i", at("secret.json")]);
    await run("ceph-authtool", ["--create-keyring", at("osd", "keyring"), "--name", "osd.0", "--add-key", osdKey]);
    await run("ceph-osd", ["-c", conf, "-i", "0", "--mkfs", "--osd-uuid", osdId, "--keyring", at("osd", "keyring")]);
    daemon("ceph-osd", "-i", "0", "--keyring", at("osd", "keyring"));
    await run("ceph", [...admin, "auth", "import", "-i", keyring]);
    const access = labAccess(`${isEncrypted ? "https" : "http"}://127.0.0.1:${port}`, region, caPem);
    const { endpoint, credentials } = access;
    const keys = ["--access-key", credentials.accessKeyId, "--secret", credentials.secretAccessKey];
    await run("radosgw-admin", [...admin, "user", "create", "--uid", "tester", "--display-name", "tester", ...keys]);
    const zonegroup = JSON.parse((await run("radosgw-admin", [...admin, "zonegroup", "get"])).stdout) as Record<string, unknown>;
    writeFileSync(at("zonegroup.json"), JSON.stringify({ ...zonegroup, api_name: region, hostnames: ["s3.lab.example", "localhost"] }));
    await run("radosgw-admin", [...admin, "zonegroup", "set", "--rgw-zonegroup", "default", "--infile", at("zonegroup.json")]);
    daemon("radosgw", "-n", "client.rgw", "-k", keyring);
    await answers(endpoint, caPem);
    return {
      ...access,
      caPem,
      async createBucket(name) {
        const path = `/${name}`;
        const { host } = new URL(endpoint);
        const headers = signRequest({ method: "PUT", host, path, bodySha256: EMPTY_SHA256 }, { credentials, region, timeMs: Date.now() });
        const status = await new Promise<number | undefined>((resolve, reject) => {
          const options = { method: "PUT", headers: { ...headers, "content-length": "0" }, ...(caPem === undefined ? {} : { ca: caPem }) };
          const asked = (isEncrypted ? requestSealed : request)(`${endpoint}${path}`, options, (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          });
          asked.once("error", reject);
          asked.end();
        });
        if (status !== 200) throw new Error(`no bucket: status ${status}`);
      },
      residentBytes: () => children.reduce((sum, { pid }) => sum + residentBytesOf(pid), 0),
      async stop() {
        process.off("exit", onExit);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resident memory of a process of this machine; 0 when it is gone. */
export function residentBytesOf(pid: number | undefined): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Ports of 127.0.0.1 that nothing listens on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function answers(endpoint: string, ca: string | undefined): Promise<void> {
  for (let round = 0; round < 300; round++) {
    const isThere = await new Promise<boolean>((resolve) => {
      const options = { timeout: 1000, ...(ca === undefined ? {} : { ca }) };
      const asked = (ca === undefined ? get : getSealed)(endpoint, options, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      });
      asked.once("error", () => resolve(false));
      asked.once("timeout", () => asked.destroy());
    });
    if (isThere) return;
    await pause(200);
  }
  throw new Error("the gateway does not answer");
}

/** An authority and a certificate for 127.0.0.1 and localhost. */
async function makeCertificate(folder: string): Promise<string> {
  const at = (name: string): string => join(folder, name);
  await run("openssl", [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/O=Lab/CN=Lab authority",
    "-keyout",
    at("ca.key"),
    "-out",
    at("ca.pem"),
  ]);
  await run("openssl", [
    "req",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-subj",
    "/CN=lab server",
    "-keyout",
    at("server.key"),
    "-out",
    at("server.csr"),
  ]);
  writeFileSync(at("names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
  await run("openssl", [
    "x509",
    "-req",
    "-in",
    at("server.csr"),
    "-CA",
    at("ca.pem"),
    "-CAkey",
    at("ca.key"),
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    at("names"),
    "-out",
    at("server.crt"),
  ]);
  writeFileSync(at("server.pem"), readFileSync(at("server.key"), "utf8") + readFileSync(at("server.crt"), "utf8"));
  return readFileSync(at("ca.pem"), "utf8");
}

interface ConfWish {
  readonly folder: string;
  readonly fsid: string;
  readonly monPort: number;
  readonly frontend: string;
  readonly sizeBytes: number;
}

function confText({ folder, fsid, monPort, frontend, sizeBytes }: ConfWish): string {
  return `[global]
fsid = ${fsid}
mon initial members = a
mon host = v2:127.0.0.1:${monPort}/0
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
auth client required = cephx
auth cluster required = cephx
auth service required = cephx
osd pool default size = 1
osd pool default min size = 1
osd crush chooseleaf type = 0
mon allow pool size one = true
osd pool default pg autoscale mode = off
osd pool default pg num = 1
osd pool default pgp num = 1
mon max pg per osd = 1000
osd objectstore = memstore
memstore device bytes = ${sizeBytes}
run dir = ${folder}
admin socket = ${folder}/$name.asok
log file = ${folder}/$name.log
mon cluster log file = ${folder}/cluster.log
pid file = ${folder}/$name.pid
keyring = ${folder}/keyring
mon data = ${folder}/mon
osd data = ${folder}/osd
rgw data = ${folder}/rgw
rgw frontends = beast ${frontend}
rgw thread pool size = 32
debug ms = 0
`;
}
