/** Reads a policy file: all that is wrong with it at once, each with line and reason (docs/guide/policy.md). */
import type { z } from "zod";
import { crossProblems } from "./cross-checks.ts";
import { flowServices } from "./manifest/flow-services.ts";
import { manifestPart } from "./manifest/manifest-part.ts";
import { noteText } from "./note-text.ts";
import { MAX_PROBLEMS } from "./problem.ts";
import { allowShape, fileShape, holdShape, serviceShape } from "./schema.ts";
import { ShapeReader } from "./shape-reader.ts";
import type { AllowRule, DataKind, HoldPolicy, Policy, PolicyProblem, Service } from "./types.ts";
import { readYaml } from "./yaml/read-yaml.ts";

/** Longest opening where the file names none: 10 minutes. */
const DEFAULT_OPEN_FOR_US = 600e6;
const DEFAULT_PORTS = [443];

/** A policy, or everything that is wrong with the file. */
export type PolicyReading =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** How a policy is read. */
export interface ReadPolicyOptions {
  /** The kinds of data there are; without them any word is taken for one. */
  readonly dataKinds?: readonly DataKind[];
}

/**
 * The policy in a YAML text, or in the signed form of a manifest (the signature is not checked here). Never throws. At most 100 problems, in order of the file. Bounded: 1 Mi characters, 12 levels, 1,000 services. An unknown key
 * is a problem: nothing is passed over.
 */
export function readPolicy(text: string, options: ReadPolicyOptions = {}): PolicyReading {
  const { yaml, problems } = readYaml(noteText(text));
  if (yaml === null) return failed(problems);
  const reader = new ShapeReader(yaml);
  const file = reader.part(fileShape, yaml.value, []);
  const parts = membersOf(yaml.value);
  const hold = isAbsent(parts.hold) ? null : mapped(reader.part(holdShape, parts.hold, ["hold"]), toHold);
  const services = listOf(parts.services).map((entry, index) =>
    mapped(reader.part(serviceShape(options.dataKinds), entry, ["services", index]), (service) =>
      toService(service, reader.lineOf(["services", index])),
    ),
  );
  const allow = listOf(parts.allow).map((entry, index) =>
    mapped(reader.part(allowShape(options.dataKinds), entry, ["allow", index]), toAllowRule),
  );
  const privacy = isAbsent(parts.privacy) ? null : manifestPart(reader, parts.privacy, file?.title ?? "");
  const tell = (path: readonly (string | number)[], sentence: string): void => reader.tell(path, sentence);
  services.push(...(privacy === null ? [] : flowServices(privacy, services, tell)));
  crossProblems(hold, services, tell);
  if (file === null || reader.problems.length > 0) return failed(reader.problems);
  return {
    ok: true,
    policy: {
      version: 1,
      title: file.title,
      hold,
      services: services.filter((each) => each !== null),
      allow: allow.filter((each) => each !== null),
      privacy,
    },
  };
}

function failed(problems: readonly PolicyProblem[]): PolicyReading {
  return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };
}

function toHold(read: z.output<typeof holdShape>): HoldPolicy {
  const { address, prefixLength } = read.lan.address;
  return {
    mode: read.mode,
    lan: { interface: read.lan.interface, address, prefixLength, dhcp: read.lan.dhcp ?? null },
    wan: read.wan,
    resolver: read.resolver ?? null,
    portal: read.portal,
    time: read.time,
    control: read.control ?? null,
    manage: read.manage ?? null,
  };
}

function toService(read: z.output<ReturnType<typeof serviceShape>>, line: number): Service {
  return {
    name: read.name,
    reason: read.reason,
    open: read.open,
    ports: read.ports ?? DEFAULT_PORTS,
    limit: isAbsent(read.limit) ? null : { upBytes: read.limit.up, span: read.limit.per },
    openForUs: read.for ?? (read.open === "on-request" ? DEFAULT_OPEN_FOR_US : null),
    data: read.data ?? [],
    line,
  };
}

function toAllowRule(read: z.output<ReturnType<typeof allowShape>>): AllowRule {
  return { rule: read.rule, kinds: read.kinds, hosts: read.hosts ?? [], purpose: read.purpose };
}

function mapped<From, To>(value: From | null, map: (value: From) => To): To | null {
  return value === null ? null : map(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
