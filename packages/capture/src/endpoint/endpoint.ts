/** One row of the endpoint catalogue. */
import type { EndpointRole } from "./endpoint-roles.table.ts";
import type { EndpointSource } from "./endpoint-sources.table.ts";

/**
 * How far a row can be trusted. `existence`: the name is real, its purpose is unknown; `owner`: the owner follows from the suffix, the
 * role is unknown.
 */
export type EndpointConfidence = "high" | "medium" | "low" | "existence" | "owner";

/** A known endpoint. */
export interface Endpoint {
  /**
   * One of: a host name (`flysafe-api.dji.com`); `*.` and a suffix, for one or more labels before it (`*.dji.com`); a label with `*` at
   * its end and a suffix, for exactly that label (`test-*.djiservice.org`); an address, with or without a port (`192.0.2.1:80`).
   */
  readonly pattern: string;
  readonly owner: string;
  readonly role: EndpointRole;
  /** What it is for, one sentence. */
  readonly purpose: string;
  /** What is expected, or was seen, to go there, one sentence. */
  readonly expects: string;
  /** Ids in `endpointSources`; an operator's own rows may leave it empty. */
  readonly sources: readonly EndpointSource[];
  /** Years the sources speak of; empty where they give none. A host unseen for years is not an error. */
  readonly year: readonly number[];
  readonly confidence: EndpointConfidence;
}
