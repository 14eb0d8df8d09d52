/** Parses a capture and writes down everything it says. */
import type { Issue } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { type CaptureApp, type CaptureLimits, type ContainerReport, createCaptureParser, type InterfaceStatistics } from "../src/index.ts";

/** What was heard. */
export interface Heard {
  readonly packets: Record<string, unknown>[];
  readonly keyLogs: [string, number][];
  readonly names: [string, string][];
  readonly apps: CaptureApp[];
  readonly statistics: InterfaceStatistics[];
  readonly issues: Issue[];
  /** `code@offset` of every issue. */
  readonly codes: string[];
  report: ContainerReport | undefined;
  /** Code of the error that ended it. */
  error: string | undefined;
}

/** Parses `bytes` in chunks of `chunkBytes`. Only `FormatError`s are caught. */
export function listen(bytes: Uint8Array, chunkBytes = bytes.byteLength, limits: Partial<CaptureLimits> = {}): Heard {
  const heard: Heard = {
    packets: [],
    keyLogs: [],
    names: [],
    apps: [],
    statistics: [],
    issues: [],
    codes: [],
    report: undefined,
    error: undefined,
  };
  const parser = createCaptureParser({
    platform: nodePlatform,
    limits,
    handlers: {
      packet({ bytes: block, view, start, end, ...rest }) {
        if (view.getUint8(start === end ? 0 : start) !== block[start === end ? 0 : start]) throw new Error("view and bytes differ");
        heard.packets.push({ ...rest, data: Array.from(block.subarray(start, end)) });
      },
      keyLog: (text, offset) => heard.keyLogs.push([text, offset]),
      resolvedName: (address, name) => heard.names.push([address, name]),
      app: (app) => heard.apps.push(app),
      interfaceStatistics: (statistics) => heard.statistics.push(statistics),
      issue(issue) {
        heard.issues.push(issue);
        heard.codes.push(`${issue.code}@${issue.offset}`);
      },
    },
  });
  try {
    for (let at = 0; at < bytes.byteLength; at += Math.max(1, chunkBytes)) parser.push(bytes.subarray(at, at + Math.max(1, chunkBytes)));
    heard.report = parser.end();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "FormatError") throw error;
    heard.error = (error as Error & { code: string }).code;
  }
  return heard;
}
