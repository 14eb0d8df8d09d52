/** The register of requests for data, as routes and the command line see it. */
import type { ByteSource, EpochUs } from "@creance/core";
import type {
  DisclosureWay,
  RequestAttachment,
  RequestBasis,
  RequestCount,
  RequestDecision,
  RequestDocument,
  RequestState,
} from "@creance/policy";

/** A request with what was written of it. */
export interface RequestRow extends RequestState {
  /** `null`: it was erased. */
  readonly document: RequestDocument | null;
  /** Past its day and not decided. */
  readonly isLate: boolean;
}

/** A request that is entered. */
export interface NewRequest {
  readonly asker: string;
  readonly reference: string | null;
  readonly scope: string;
  readonly basis: RequestBasis;
  readonly receivedUs: EpochUs;
  readonly dueUs: EpochUs | null;
  readonly notes: string | null;
  /** Papers that belong to it: files of this machine, which are kept as originals, or originals that are kept (see `keepPaper`). */
  readonly attachments: readonly (RequestAttachment | { readonly path: string; readonly title: string })[];
  readonly by: string;
}

/** What happened to a request: one entry of the ledger, or several of the same moment. */
export interface RequestHappening {
  /** Index in the ledger; of the first where several entries are one happening. */
  readonly index: number;
  readonly timeUs: EpochUs;
  /** Who did it; `null`: erased or not said. */
  readonly by: string | null;
  readonly what:
    | { readonly kind: "entered" }
    | { readonly kind: "decided"; readonly decision: RequestDecision; readonly reason: string | null }
    | { readonly kind: "given"; readonly items: number; readonly how: DisclosureWay; readonly shareId: string | null };
}

/** The register of the open vault. Everything rejects with a `UserError` for what is not there or not right. */
export interface Requests {
  /** In the order received. */
  list(): Promise<readonly RequestRow[]>;
  /** Throws `no-such-request`. `id` may be the beginning, of at least 8 characters. */
  show(id: string): Promise<RequestRow>;
  /** Everything that happened to it, oldest first. */
  history(id: string): Promise<readonly RequestHappening[]>;
  /** Keeps a paper as an original, for a request that is entered next. */
  keepPaper(source: ByteSource, fileName: string): Promise<RequestAttachment>;
  add(request: NewRequest): Promise<RequestRow>;
  decide(
    id: string,
    decision: { readonly decision: RequestDecision; readonly reason: string | null; readonly by: string },
  ): Promise<RequestRow>;
  /** Enters what was given: items, or everything of a share that is whole. Refused while the request is open or refused. */
  disclose(
    id: string,
    given: { readonly items: readonly string[]; readonly shareId: string | null; readonly how: DisclosureWay; readonly by: string },
  ): Promise<RequestRow>;
  /** Erases what was written of a request, in every state it had; its entries and counts stay. Returns how many texts went. */
  erase(id: string, by: string): Promise<number>;
  /** Counts by year, basis and decision. */
  counts(): Promise<readonly RequestCount[]>;
}
