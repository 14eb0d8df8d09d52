/**
 * The two errors that are not our bug, and the issue: damage that a reader reports and reads past.
 * They are recognised by `name`, never by `instanceof`. A structured clone (a message to or from a worker) strips an error of its name and code:
 * send `errorToPlain` and revive with `errorFromPlain`.
 */

/** Where in a file something is wrong. */
export interface Where {
  /** Format id, e.g. `dji-flight-record`. */
  readonly format: string;
  /** Byte offset from the start of the original file. */
  readonly offset: number;
  /** Name of the field or structure; absent for the file as a whole. */
  readonly field?: string;
}

/** The bytes are wrong and nothing more can be read from them. `code` is stable; tests and callers use it, never the message. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  /** Stable code from the table of the package that threw it. */
  readonly code: string;
  readonly where: Where;
  constructor(code: string, where: Where, detail: string, options?: ErrorOptions) {
    super(`${where.format}: ${detail} (byte ${where.offset}, ${where.field ?? "header"})`, options);
    this.code = code;
    this.where = where;
  }
}

/** Why a request could not be carried out; decides the exit status (HOUSE: 2 wrong use, 4 the machine refused). */
export type UserErrorKind = "wrongUse" | "notFound" | "machineRefused" | "conflict";

/** The request is wrong or the machine refused it. The message is one sentence: what happened, what it did to the data, what to do. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** Stable code, e.g. `vault-newer`. */
  readonly code: string;
  readonly kind: UserErrorKind;
  constructor(code: string, kind: UserErrorKind, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
    this.kind = kind;
  }
}

/** Damage that was met and read past. */
export interface Issue {
  /** Stable code from the table of the package that found it, e.g. `truncated`. */
  readonly code: string;
  /** Byte offset from the start of the original file. */
  readonly offset: number;
  /** Name of the field or structure, `null` for the file as a whole. */
  readonly field: string | null;
  /** One sentence for a person: what is wrong and what was done about it. */
  readonly sentence: string;
}

/** True for a `FormatError`, whichever copy of the class made it. */
export function isFormatError(error: unknown): error is FormatError {
  return error instanceof Error && error.name === "FormatError" && "code" in error && "where" in error;
}

/** True for a `UserError`, whichever copy of the class made it. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === "UserError" && "code" in error && "kind" in error;
}

/** A `FormatError` or `UserError` as plain data that survives a structured clone. The cause and the stack stay behind. */
export type PlainError =
  | { readonly name: "FormatError"; readonly code: string; readonly where: Where; readonly message: string }
  | { readonly name: "UserError"; readonly code: string; readonly kind: UserErrorKind; readonly message: string };

/** The error as plain data; `undefined` for any other error (our bug: let the worker fail with it). */
export function errorToPlain(error: unknown): PlainError | undefined {
  if (isFormatError(error)) return { name: error.name, code: error.code, where: error.where, message: error.message };
  if (isUserError(error)) return { name: error.name, code: error.code, kind: error.kind, message: error.message };
  return undefined;
}

/** The error that `errorToPlain` took apart, with the same name, code and message. */
export function errorFromPlain(plain: PlainError): FormatError | UserError {
  if (plain.name === "UserError") return new UserError(plain.code, plain.kind, plain.message);
  const error = new FormatError(plain.code, plain.where, "");
  error.message = plain.message;
  return error;
}
