/** What leaves as a file: originals byte for byte, flights and conversations in other formats, results of audits, pictures inside originals. */
import { open } from "node:fs/promises";
import { filePaths } from "@creance/api";
import type { AuditResult } from "@creance/audit";
import { UserError } from "@creance/core";
import { pageToPdf } from "@creance/pdf";
import { auditReportPage, pageToHtml } from "@creance/report";
import type { Vault } from "@creance/vault";
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { type ExportFormat, exportFormats, type FlowExportFormat, flowExportFormats, type Operation } from "../operation/types.ts";
import { attachmentHeader, fileReply } from "./file-reply.ts";
import { isJpeg } from "./jpeg-bytes.ts";

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
  geojson: "application/geo+json",
  gpx: "application/gpx+xml",
  kml: "application/vnd.google-earth.kml+xml",
};
const flowMediaTypes: Readonly<Record<FlowExportFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
};
const auditReports: ReadonlyMap<
  string,
  {
    readonly mediaType: string;
    readonly make: (result: AuditResult) => string | Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  }
> = new Map([
  ["json", { mediaType: "application/json; charset=utf-8", make: (result) => `${JSON.stringify(result, null, 1)}\n` }],
  ["html", { mediaType: "text/html; charset=utf-8", make: (result) => pageToHtml(auditReportPage(result)) }],
  ["pdf", { mediaType: "application/pdf", make: async (result) => Uint8Array.from(await pageToPdf(auditReportPage(result))) }],
]);
const maxPictureBytes = 32 * 2 ** 20;

/** Adds the download routes. */
export function addDownloadRoutes(app: Hono<{ Bindings: HttpBindings }>, operation: Operation): void {
  const { vault, access } = operation;

  app.get(`${filePaths.original}/:sha256{[0-9a-f]{64}}`, async (context) => {
    const sha256 = context.req.param("sha256");
    if (vault.originalSize(sha256) === undefined) throw noSuchOriginal();
    if (/^bytes=[1-9]/.test(context.req.header("range") ?? "")) await access.exportedPiece(sha256);
    else await access.exported("original", sha256, "original");
    const reply = await fileReply(vault.originalPath(sha256), {
      request: context.req.raw,
      contentType: "application/octet-stream",
      entityTag: `"${sha256}"`,
      cacheControl: "private, no-cache",
      headers: { "content-disposition": attachmentHeader(originalName(vault, sha256)) },
    });
    if (reply === undefined) {
      throw new UserError(
        "original-missing",
        "notFound",
        "The vault lists this original but its file is missing; creance fsck tells more.",
      );
    }
    return reply;
  });

  app.get(`${filePaths.flightExport}/:name{[\\w-]{1,64}\\.[a-z]{2,8}}`, async (context) => {
    const [id = "", format = ""] = context.req.param("name").split(".");
    if (!isExportFormat(format)) {
      throw new UserError("no-such-format", "notFound", `A flight can be exported as ${exportFormats.join(", ")}; not as ${format}.`);
    }
    const chunks = await operation.exportFlight(id, format);
    await access.exportedFlight(id, format);
    return new Response(textStream(chunks), {
      headers: {
        "content-type": mediaTypes[format],
        "content-disposition": attachmentHeader(`flight-${id}.${format}`),
        "cache-control": "no-store",
      },
    });
  });

  app.get(`${filePaths.flowsExport}/:name{[0-9a-f]{64}\\.[a-z]{2,8}}`, async (context) => {
    const [sha256 = "", format = ""] = context.req.param("name").split(".");
    if (!isFlowExportFormat(format)) {
      const sentence = `Conversations can be exported as ${flowExportFormats.join(", ")}; not as ${format}.`;
      throw new UserError("no-such-format", "notFound", sentence);
    }
    const chunks = await operation.flows.export(sha256, format);
    await access.exported("capture", sha256, format);
    const name = vault.capture(sha256)?.row.fileName ?? sha256.slice(0, 16);
    return new Response(textStream(chunks), {
      headers: {
        "content-type": flowMediaTypes[format],
        "content-disposition": attachmentHeader(`${name}.${format}`),
        "cache-control": "no-store",
      },
    });
  });

  app.get(`${filePaths.auditExport}/:name{[0-9a-f]{32}\\.[a-z]{3,4}}`, async (context) => {
    const [id = "", format = ""] = context.req.param("name").split(".");
    const report = auditReports.get(format);
    if (report === undefined) {
      const sentence = `A result can be had as ${[...auditReports.keys()].join(", ")}; not as ${format}.`;
      throw new UserError("no-such-format", "notFound", sentence);
    }
    const result = operation.audits.result(id);
    const originals = operation.audits.get(id).captures.map(({ sha256 }) => sha256);
    await access.exportedReport("audit", { originals }, format);
    return new Response(await report.make(result), {
      headers: {
        "content-type": report.mediaType,
        "content-disposition": attachmentHeader(`audit-${id}.${format}`),
        "cache-control": "no-store",
      },
    });
  });

  app.get(`${filePaths.picture}/:sha256{[0-9a-f]{64}}/:range{\\d{1,15}-\\d{1,10}\\.jpg}`, async (context) => {
    const sha256 = context.req.param("sha256");
    const [offset = 0, length = 0] = context.req.param("range").replace(".jpg", "").split("-").map(Number);
    const sizeBytes = vault.originalSize(sha256);
    if (sizeBytes === undefined) throw noSuchOriginal();
    if (length === 0 || length > maxPictureBytes || offset + length > sizeBytes) {
      throw new UserError("picture-outside", "notFound", "The original has no picture there.");
    }
    const bytes = await readPart(vault.originalPath(sha256), offset, length);
    if (bytes === undefined || !isJpeg(bytes)) throw new UserError("not-a-picture", "notFound", "The bytes there are not a JPEG picture.");
    return new Response(bytes, {
      headers: {
        "content-type": "image/jpeg",
        "cache-control": "private, max-age=86400, immutable",
        "content-disposition": "inline",
      },
    });
  });
}

function isExportFormat(format: string): format is ExportFormat {
  return (exportFormats as readonly string[]).includes(format);
}

function isFlowExportFormat(format: string): format is FlowExportFormat {
  return (flowExportFormats as readonly string[]).includes(format);
}

function noSuchOriginal(): UserError {
  return new UserError("no-such-original", "notFound", "The vault holds no such original.");
}

/** The name it was found under; otherwise its hash. */
function originalName(vault: Vault, sha256: string): string {
  const captureName = vault.capture(sha256)?.row.fileName;
  if (captureName !== undefined && captureName !== null) return captureName;
  for (const id of vault.reading(sha256)?.flightIds ?? []) {
    const name = vault.flight(id)?.originals.find((original) => original.sha256 === sha256)?.fileName;
    if (name !== undefined && name !== null) return name;
  }
  return vault.fileName(sha256) ?? `${sha256.slice(0, 16)}.bin`;
}

async function readPart(path: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await handle.read(bytes, 0, length, offset);
    return bytesRead === length ? bytes : undefined;
  } finally {
    await handle.close();
  }
}

/** Text pieces, joined to about 64 kB, made as fast as they are taken. */
function textStream(chunks: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      let text = "";
      while (text.length < 65_536) {
        const next = await iterator.next();
        if (next.done === true) {
          if (text !== "") controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += next.value;
      }
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
