/** Two vaults, a flight with pictures, a policy and a bucket: what the tests of sharing begin with. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import { flightQuerySchema, mediaQuerySchema } from "@creance/api";
import type { Credentials, Destination } from "@creance/courier";
import type { RedactionRecipe } from "@creance/seal";
import { labAccess, labSdk, type Rgw, startRgw } from "../../../../../adapters/courier/test/lab/rgw.ts";
import { openOperation } from "../../../src/operation/open-operation.ts";
import type { ShareWish } from "../../../src/operation/share/types.ts";
import type { Operation, OperationOptions } from "../../../src/operation/types.ts";
import { record } from "../made-files.ts";
import { type FlownFlight, photoAt } from "../made-media.ts";

/** A policy under which redacted inspections may go to customers in one country. */
export const policyText = `version: 1
title: Synthetic inspection policy
privacy:
  revision: 1
  effective: 2020-01-01
  controller: {name: Synth Inspections, contact: privacy@synth.example, country: US}
  rights: [Ask for a copy of what shows you.]
  collects:
    - data: [position, track, homePoint, pilotPosition, imagery, faces, serials, telemetry, account, phoneIdentifiers, video, audio, thermal]
      why: Inspections
      keep: 365 days
  flows:
    - id: customer-results
      data: [imagery, telemetry, faces]
      to: [customer]
      regions: [US]
      purposes: [requestedService]
      why: The results of an inspection
      keep: 90 days
    - id: own-copy
      data: [position, track, homePoint, pilotPosition, imagery, faces, serials, telemetry, account, phoneIdentifiers, video, audio, thermal]
      to: [ownStorage]
      regions: [US]
      purposes: [ownRecords]
      why: A second copy
      keep: until deleted
`;

/** Takes out where it was, who flew and with what. */
export const inspectionRecipe: RedactionRecipe = {
  positions: "drop",
  homeCircleM: null,
  serials: "drop",
  previews: "drop",
  names: "drop",
  audio: "drop",
  times: "keep",
  masks: [],
};

/** What the tests need of a server. */
export type LabServer = Pick<Rgw, "endpoint" | "credentials" | "region" | "destination" | "stop">;

/** A server for the tests: one that runs already (`CREANCE_LAB_RGW`: its endpoint, for working on these tests), else a new one. */
export async function labServer(): Promise<LabServer> {
  const endpoint = process.env["CREANCE_LAB_RGW"];
  if (endpoint === undefined) return startRgw();
  return { ...labAccess(endpoint), stop: async () => {} };
}

/** A folder that the caller removes. */
export function labFolder(): string {
  return mkdtempSync(join(tmpdir(), "i7-I-share-"));
}

/** Opens a vault of the lab. Its key file lies beside it. */
export function openLabVault(folder: string, name: string, more: Pick<OperationOptions, "now" | "courier"> = {}): Promise<Operation> {
  return openOperation({ vaultPath: join(folder, `${name}.vault`), keyFile: join(folder, `${name}.key`), workers: 1, ...more });
}

/** Keeps a flight and pictures along it. */
export async function keepInspection(
  operation: Operation,
  folder: string,
  pictures = 2,
): Promise<{ readonly flight: string; readonly media: readonly string[] }> {
  const files = join(folder, "files");
  mkdirSync(files, { recursive: true });
  writeFileSync(join(files, "SYNTH_record.txt"), record(7, 300_000));
  await operation.importPaths([join(files, "SYNTH_record.txt")]);
  const [flight] = operation.vault.listFlights(flightQuerySchema.parse({})).rows;
  if (flight?.startUs == null) throw new Error("the made record holds no flight");
  const track = await operation.flightTrack(flight.id, 200_000);
  const flown: FlownFlight = { startUs: flight.startUs, aircraftSerial: flight.aircraftSerial, track };
  for (let index = 0; index < pictures; index += 1) {
    writeFileSync(join(files, `SYNTH_${index}.JPG`), photoAt(flown, { row: 100 + 50 * index, zoneHours: 0, number: index }));
  }
  await operation.importPaths(
    readdirSync(files)
      .filter((name) => name.endsWith(".JPG"))
      .map((name) => join(files, name)),
  );
  const media = operation.vault
    .listMedia({ ...mediaQuerySchema.parse({}), sort: "fileName", direction: "asc" })
    .rows.map(({ sha256 }) => sha256);
  return { flight: flight.id, media };
}

/** Policy, destination and recipient of the sender. */
export async function prepareSender(
  operation: Operation,
  server: { readonly destination: Destination; readonly credentials: Credentials },
  recipientKey: string,
): Promise<void> {
  await operation.grants.setPolicy(policyText, "tester");
  const { id, ...given } = server.destination;
  const destination = { ...given, title: "lab", prefix: "creance/" };
  await operation.share.addDestination({ destination, heldBy: "ownStorage", credentials: server.credentials, by: "tester" });
  await operation.share.addRecipient({ name: "customer", kind: "customer", key: recipientKey, by: "tester" });
}

/** A wish to share pictures, redacted, with the customer. */
export function inspectionWish(media: readonly string[], more: Partial<ShareWish> = {}): ShareWish {
  return {
    things: media.map((sha256) => ({ kind: "media", sha256 })),
    destination: "lab",
    recipients: ["customer"],
    recipientKind: null,
    purpose: "requestedService",
    reason: "Results of the synthetic inspection",
    untilUs: (Date.now() + 3_600_000) * 1000,
    recipe: inspectionRecipe,
    facesChecked: false,
    grantId: null,
    by: "tester",
    ...more,
  };
}

/** What lies in a bucket, and uploads that were begun there. */
export interface Bucket {
  readonly sdk: S3Client;
  objects(): Promise<readonly string[]>;
  uploads(): Promise<number>;
  /** Fetches everything into a new folder; names without their folders. */
  fetchInto(folder: string): Promise<void>;
}

/** Makes a bucket and looks into it with the SDK. */
export async function labBucket(rgw: LabServer, name: string): Promise<Bucket> {
  const sdk = labSdk(rgw);
  await sdk.send(new CreateBucketCommand({ Bucket: name }));
  const objects = async () => (await sdk.send(new ListObjectsV2Command({ Bucket: name }))).Contents?.map(({ Key }) => Key ?? "") ?? [];
  return {
    sdk,
    objects,
    async fetchInto(folder) {
      mkdirSync(folder);
      for (const key of await objects()) {
        const answer = await sdk.send(new GetObjectCommand({ Bucket: name, Key: key }));
        writeFileSync(join(folder, key.split("/").at(-1) ?? ""), (await answer.Body?.transformToByteArray()) ?? "");
      }
    },
    uploads: async () => (await sdk.send(new ListMultipartUploadsCommand({ Bucket: name }))).Uploads?.length ?? 0,
  };
}

/** Removes the folder of a lab. */
export function removeLab(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
