/** What the fields of a message say about its body: media type, multipart boundary, content codings (RFC 9110 sections 8.3 and 8.4, RFC 2046). */

/** Longest media type and boundary that are kept. */
const MAX_MEDIA_TYPE_LENGTH = 128;
const MAX_BOUNDARY_LENGTH = 70;
/** Most codings of a body that are kept. */
const MAX_CODINGS = 4;
const MAX_CODING_LENGTH = 32;

/** A Content-Type field: the media type in lower case without parameters, and the boundary of a multipart type. */
export function readMediaType(value: string): { readonly mediaType: string | null; readonly boundary: string | null } {
  const end = value.indexOf(";");
  const mediaType = (end < 0 ? value : value.slice(0, end)).trim().toLowerCase();
  if (mediaType === "" || mediaType.length > MAX_MEDIA_TYPE_LENGTH) return { mediaType: null, boundary: null };
  return { mediaType, boundary: mediaType.startsWith("multipart/") ? boundaryOf(value) : null };
}

function boundaryOf(value: string): string | null {
  const [, quoted, plain] = /;[ \t]*boundary[ \t]*=[ \t]*(?:"([^"]*)"|([^\s;"]+))/i.exec(value) ?? [];
  const boundary = quoted ?? plain ?? "";
  return boundary === "" || boundary.length > MAX_BOUNDARY_LENGTH ? null : boundary;
}

/** A Content-Encoding field, behind the codings of an earlier one: names in lower case, in the order they were applied, at most four. */
export function readContentCodings(value: string, before: readonly string[] = []): readonly string[] {
  const codings = [...before];
  for (const part of value.split(",", MAX_CODINGS + 1)) {
    const coding = part.trim().toLowerCase();
    if (coding !== "" && coding !== "identity" && coding.length <= MAX_CODING_LENGTH && codings.length < MAX_CODINGS) codings.push(coding);
  }
  return codings;
}
