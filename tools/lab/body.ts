/** Bodies as scenarios describe them, made into bytes. */
import { createCipheriv, createHash } from "node:crypto";
import { concatBytes } from "../../packages/capture/src/index.ts";
import { sampleJpeg } from "../../packages/sample/src/index.ts";
import {
  hashText,
  jpegWithPosition,
  multipart,
  numberBytes,
  type ProtobufField,
  protobuf,
  type Wrapping,
  wrappings,
  zip,
} from "./encoders.ts";
import { filled, filledValue, momentAt, type Truth } from "./truth.ts";

/** A body of a scenario. Texts are templates (see `filled`). */
export type Body =
  | { readonly text: string }
  /** Any JSON; objects whose only key is `$track`, `$hash` or `$body` are worked out first. */
  | { readonly json: unknown }
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly protobuf: readonly ScenarioField[] }
  /** Numbers one behind the other, each a template. */
  | {
      readonly numbers: readonly string[];
      readonly form: "float64" | "float32" | "int32";
      readonly scale?: number;
      readonly radians?: boolean;
      readonly order?: "little" | "big";
    }
  | {
      readonly multipart: readonly { readonly name: string; readonly fileName?: string; readonly type?: string; readonly body: Body }[];
      readonly boundary: string;
    }
  | { readonly zip: readonly { readonly name: string; readonly body: Body }[]; readonly streamed?: boolean }
  /** A drawn picture with the position of a moment. */
  | { readonly picture: number; readonly atS: number }
  /** The flight record as it lies on the phone. */
  | { readonly record: true }
  /** Bytes that nobody can read: sealed with a key that stands nowhere. */
  | { readonly sealed: Body }
  | { readonly wrapped: readonly Wrapping[]; readonly body: Body };

/** A protobuf field: number, kind, template or fields; `scale` multiplies. */
export type ScenarioField = readonly [number, ProtobufField[1], string | readonly ScenarioField[], number?];

/** Makes the bytes of a body that is sent at `nowUs`. */
export function bodyBytes(body: Body, truth: Truth, nowUs: number): Uint8Array {
  if ("text" in body) return utf8(filled(body.text, truth, nowUs));
  if ("json" in body) return utf8(JSON.stringify(worked(body.json, truth, nowUs)));
  if ("numbers" in body) return numbers(body, truth, nowUs);
  if ("form" in body) {
    return utf8(
      new URLSearchParams(
        Object.entries(body.form).map(([name, value]): [string, string] => [name, filled(value, truth, nowUs)]),
      ).toString(),
    );
  }
  if ("protobuf" in body) return protobuf(fieldsOf(body.protobuf, truth, nowUs));
  if ("multipart" in body) {
    const parts = body.multipart.map((part) => ({
      ...part,
      body: bodyBytes(part.body, truth, nowUs),
      fileName: part.fileName === undefined ? undefined : filled(part.fileName, truth, nowUs),
    }));
    return multipart(body.boundary, parts);
  }
  if ("zip" in body) {
    const members = body.zip.map(({ name, body: inner }) => ({ name: filled(name, truth, nowUs), body: bodyBytes(inner, truth, nowUs) }));
    return zip(members, body.streamed === true ? "streamed" : "whole");
  }
  if ("picture" in body) {
    const timeUs = truth.startUs + body.atS * 1e6;
    const { lat, lon, alt } = momentAt(truth, timeUs);
    const time = new Date(timeUs / 1000).toISOString().slice(0, 19).replaceAll("-", ":").replace("T", " ");
    return jpegWithPosition(sampleJpeg(body.picture), lat, lon, alt, time, truth.flight.serials.cameraSerial[0] ?? "");
  }
  if ("record" in body) return truth.record;
  if ("sealed" in body) {
    const inner = bodyBytes(body.sealed, truth, nowUs);
    const key = createHash("sha256").update("the lab's own, written nowhere in a capture").digest();
    const cipher = createCipheriv("aes-256-ctr", key, key.subarray(0, 16));
    return new Uint8Array(Buffer.concat([cipher.update(inner), cipher.final()]));
  }
  return body.wrapped.reduceRight((bytes, name) => wrappings[name](bytes), bodyBytes(body.body, truth, nowUs));
}

function numbers(body: Extract<Body, { readonly numbers: readonly string[] }>, truth: Truth, nowUs: number): Uint8Array {
  const factor = (body.scale ?? 1) * (body.radians === true ? Math.PI / 180 : 1);
  return concatBytes(body.numbers.map((template) => numberBytes(body.form, Number(filled(template, truth, nowUs)) * factor, body.order)));
}

function fieldsOf(fields: readonly ScenarioField[], truth: Truth, nowUs: number): ProtobufField[] {
  return fields.map(([number, kind, value, scale = 1]) => {
    if (typeof value !== "string") return [number, kind, fieldsOf(value, truth, nowUs)];
    const text = filled(value, truth, nowUs);
    return [number, kind, kind === "string" ? text : kind === "bytes" ? utf8(text) : Number(text) * scale];
  });
}

function worked(value: unknown, truth: Truth, nowUs: number): unknown {
  if (typeof value === "string") return filledValue(value, truth, nowUs);
  if (Array.isArray(value)) return value.map((one) => worked(one, truth, nowUs));
  if (typeof value !== "object" || value === null) return value;
  if ("$track" in value) {
    const { fromS, toS, everyS, each } = value.$track as { fromS: number; toS: number; everyS: number; each: unknown };
    const count = Math.floor((toS - fromS) / everyS) + 1;
    return Array.from({ length: count }, (_, index) => worked(each, truth, truth.startUs + (fromS + index * everyS) * 1e6));
  }
  if ("$hash" in value) {
    const { of, name, as } = value.$hash as { of: string; name: "md5" | "sha1" | "sha256"; as?: "hex" | "HEX" | "base64" };
    return hashText(name, filled(of, truth, nowUs), as);
  }
  if ("$body" in value) return new TextDecoder("latin1").decode(bodyBytes(value.$body as Body, truth, nowUs));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, worked(one, truth, nowUs)]));
}

function utf8(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
