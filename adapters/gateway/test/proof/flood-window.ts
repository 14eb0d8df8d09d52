/** A window of the real gateway in which a device sends random frames of every kind, and the proof made of it. */
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writePcap } from "@creance/capture";
import type { ProofVerdict } from "@creance/hold";
import { type FrameMacs, randomFrame, randomFrom } from "../../../../packages/hold/test/proof/random-frames.ts";
import type { Field, Place } from "../lab/field.ts";
import { creanceCommand, type LabGateway } from "../lab/gateway.ts";

/** What is sent. */
export interface Flood {
  readonly frames: number;
  readonly framesPerSecond: number;
  readonly seed: number;
  /** Folder for the frames and the proof. */
  readonly folder: string;
  /** Done while frames are sent. */
  readonly meanwhile?: () => Promise<void> | void;
}

/** What came of it. */
export interface Flooded {
  readonly verdict: ProofVerdict;
  readonly proof: string;
  readonly sendS: number;
  readonly refusedFrames: number;
  /** From the end of the window to the verdict. */
  readonly proveS: number;
}

const sender = fileURLToPath(new URL("send-frames.py", import.meta.url));

/** Floods the gateway for a window, ends the window and waits for the verdict. */
export async function floodWindow(field: Field, gateway: LabGateway, flood: Flood): Promise<Flooded> {
  const frames = join(flood.folder, "frames.pcap");
  writeFrames(frames, flood, { gateway: macOf(field.gateway, "lan"), device: macOf(field.device, "d0") });
  const proof = join(flood.folder, "proof");
  const words = ["hold", "prove", "--runtime", join(gateway.folder, "run"), "--out", proof, "--for", "2h", "--json"];
  const child = field.gateway.start([process.execPath, creanceCommand, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, said] = ["", ""];
  child.stdout?.on("data", (piece: Buffer) => {
    out += piece.toString();
  });
  child.stderr?.on("data", (piece: Buffer) => {
    said += piece.toString();
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await until(() => said.includes("The window has begun") || child.exitCode !== null);
  const sending = field.device.start(["python3", sender, frames, "d0", String(flood.framesPerSecond)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  sending.stdout?.on("data", (piece: Buffer) => {
    told += piece.toString();
  });
  const isSent = new Promise<void>((resolve) => sending.once("close", () => resolve()));
  await flood.meanwhile?.();
  await isSent;
  await wait(1500);
  const stopped = performance.now();
  child.kill("SIGINT");
  await ended;
  rmSync(frames);
  if (out === "") throw new Error(`no verdict: ${said}`);
  const [, refused = "0", seconds = "0"] = told.trim().split(" ");
  return {
    verdict: JSON.parse(out) as ProofVerdict,
    proof,
    sendS: Number(seconds),
    refusedFrames: Number(refused),
    proveS: (performance.now() - stopped) / 1000,
  };
}

/** The addresses are the real ones: a false one in an ARP answer would lead the gateway's answers astray. */
function macOf(place: Place, name: string): Uint8Array {
  const [link] = JSON.parse(place.must(["ip", "-j", "link", "show", "dev", name])) as readonly { readonly address: string }[];
  return Uint8Array.from((link?.address ?? "").split(":").map((part) => Number.parseInt(part, 16)));
}

function writeFrames(path: string, { frames, seed }: Flood, macs: FrameMacs): void {
  const random = randomFrom(seed);
  const buffer = new Uint8Array(4096);
  const file = openSync(path, "w");
  for (let done = 0; done < frames; done += 10_000) {
    const some = Array.from({ length: Math.min(10_000, frames - done) }, () => ({
      bytes: randomFrame(random, buffer, macs).slice(),
      timeUs: 0,
    }));
    writeSync(file, writePcap(some, { linkType: 1 }).subarray(done === 0 ? 0 : 24));
  }
  closeSync(file);
}

async function until(isDone: () => boolean): Promise<void> {
  for (let waited = 0; !isDone() && waited < 60_000; waited += 50) await wait(50);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
