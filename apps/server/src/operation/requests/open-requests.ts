/** The register of requests at work: all state is the ledger's; what was written stands behind salted hashes. */
import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { type ByteSource, type EpochUs, UserError } from "@creance/core";
import type { NewJournalEntry } from "@creance/ledger";
import { openFileSource } from "@creance/node";
import {
  countRequests,
  foldRequests,
  type RequestAttachment,
  type RequestDocument,
  type RequestEntry,
  type RequestState,
  readRequestDocument,
  requestKinds,
  requestText,
} from "@creance/policy";
import type { Vault, VaultWriter } from "@creance/vault";
import { entriesOf, type RowOf } from "../retention/ledger-entries.ts";
import { resolveItems } from "../retention/resolve-items.ts";
import { enterWith, inWriterTurn, type SharedWriter } from "../shared-writer.ts";
import { historyOf } from "./request-history.ts";
import type { NewRequest, RequestRow, Requests } from "./types.ts";

/** As long as the title of a paper may be in the register. */
const LONGEST_TITLE = 200;

/** What the register works with. */
export interface RequestsParts {
  readonly vault: Vault;
  readonly writers: SharedWriter;
  /** Runs something that writes; closing waits for it. */
  readonly work: <Result>(step: () => Promise<Result>) => Promise<Result>;
  readonly now: () => EpochUs;
  readonly newId?: () => string;
}

/** Opens the register of a vault. */
export function openRequests(parts: RequestsParts): Requests {
  const { vault, writers, now } = parts;
  const newId = parts.newId ?? (() => randomBytes(16).toString("hex"));

  function enter(build: (words: (text: string) => string) => readonly NewJournalEntry[]): Promise<void> {
    return parts.work(async () => {
      await enterWith(writers, build);
    });
  }

  /** Looks and writes in one turn of the writer: what is written rests on what stands then, and nothing comes between. */
  function inTurn<Result>(step: (writer: VaultWriter) => Promise<Result>): Promise<Result> {
    return parts.work(() => inWriterTurn(writers, step));
  }

  async function read(): Promise<readonly RequestRow[]> {
    const rows = await entriesOf(vault, requestKinds);
    const texts = new Map<string, string | null>();
    for (const { entry, words } of rows as readonly RowOf<(typeof requestKinds)[number]>[]) {
      if (entry.kind !== "disclosed") texts.set(entry.documentHash, words["documentHash"] ?? null);
    }
    const states = [...foldRequests(rows.map(({ entry }) => entry as RequestEntry)).values()];
    return states.sort((a, b) => a.receivedUs - b.receivedUs || a.enteredUs - b.enteredUs).map((state) => rowOf(state, texts));
  }

  function rowOf(state: RequestState, texts: ReadonlyMap<string, string | null>): RequestRow {
    const { documentHash, dueUs, decision } = state;
    return {
      ...state,
      document: readRequestDocument(texts.get(documentHash) ?? null),
      isLate: decision === "open" && dueUs !== null && dueUs < now(),
    };
  }

  async function find(id: string): Promise<RequestRow> {
    if (!/^[0-9a-f]{8,32}$/.test(id)) throw noSuchRequest(id);
    const found = (await read()).filter(({ requestId }) => requestId.startsWith(id));
    if (found.length > 1) {
      throw new UserError(
        "ambiguous-request",
        "wrongUse",
        `${found.length} requests begin with ${id}; nothing was changed; give more of it.`,
      );
    }
    if (found[0] === undefined) throw noSuchRequest(id);
    return found[0];
  }

  /** What stands there, or an error: what was erased cannot be added to. */
  function documentOf({ document, requestId }: RequestRow): RequestDocument {
    if (document !== null) return document;
    throw new UserError(
      "request-erased",
      "conflict",
      `What was written of the request ${requestId.slice(0, 8)} was erased; nothing was changed; enter a new one if it goes on.`,
    );
  }

  function keep(source: ByteSource, fileName: string): Promise<string> {
    return parts.work(async () => {
      const lease = await writers.lease();
      try {
        const { sha256 } = await lease.alongside(() => lease.writer.keep(source, { fileName }));
        await lease.alongside(() => lease.writer.commit());
        return sha256;
      } finally {
        lease.release();
      }
    });
  }

  async function keepAttachments(papers: NewRequest["attachments"]): Promise<readonly RequestAttachment[]> {
    const kept: RequestAttachment[] = [];
    for (const paper of papers) {
      if ("sha256" in paper) {
        kept.push(paper);
        continue;
      }
      const source = await openFileSource(paper.path);
      try {
        kept.push({ sha256: await keep(source, basename(paper.path)), title: paper.title });
      } finally {
        await source.close();
      }
    }
    return kept;
  }

  return {
    list: read,
    show: find,
    async history(id) {
      const { requestId } = await find(id);
      return historyOf(await entriesOf(vault, requestKinds, { id: requestId }));
    },
    async keepPaper(source, fileName) {
      // A sign of two halves at the cut goes whole: half of it could not be entered.
      const title =
        fileName
          .trim()
          .slice(0, LONGEST_TITLE)
          .replace(/[\ud800-\udbff]$/, "")
          .trim() || "paper";
      return { sha256: await keep(source, title), title };
    },
    async add(request) {
      const { basis, receivedUs, dueUs, asker, reference, scope, notes, by } = request;
      if (receivedUs > now()) {
        throw new UserError("received-ahead", "wrongUse", "A request cannot have been received in the future; nothing was changed.");
      }
      const document = { version: 1, asker, reference, scope, decisionReason: null, attachments: [], notes } as const;
      const missing = request.attachments.find((paper) => "sha256" in paper && vault.originalSize(paper.sha256) === undefined);
      if (missing !== undefined) {
        throw new UserError("no-such-paper", "notFound", `The paper “${missing.title}” is not kept; nothing was entered; give it again.`);
      }
      // Refused before anything is kept.
      requestText(document);
      const text = requestText({ ...document, attachments: await keepAttachments(request.attachments) });
      const requestId = newId();
      await enter((words) => [
        { kind: "requestEntered", timeUs: now(), requestId, basis, receivedUs, dueUs, documentHash: words(text), byHash: words(by) },
      ]);
      return find(requestId);
    },
    async decide(id, { decision, reason, by }) {
      const requestId = await inTurn(async (writer) => {
        const row = await find(id);
        if (row.disclosures.length > 0 && (decision === "refused" || decision === "open")) {
          throw new UserError(
            "already-disclosed",
            "conflict",
            `Something was given out because of the request ${row.requestId.slice(0, 8)}, so it cannot be ${decision === "open" ? "opened again" : "refused"}; nothing was changed.`,
          );
        }
        const text = requestText({ ...documentOf(row), decisionReason: reason });
        await writer.enter((words) => [
          {
            kind: "requestSettled",
            timeUs: now(),
            requestId: row.requestId,
            decision,
            disclosed: row.disclosures.length,
            documentHash: words(text),
            byHash: words(by),
          },
        ]);
        return row.requestId;
      });
      return find(requestId);
    },
    async disclose(id, { items, shareId, how, by }) {
      const requestId = await inTurn(async (writer) => {
        const row = await find(id);
        if (row.decision !== "granted" && row.decision !== "partly") {
          throw new UserError(
            "not-granted",
            "conflict",
            `The request ${row.requestId.slice(0, 8)} is ${row.decision}: only what was granted is given out; nothing was entered; decide it first.`,
          );
        }
        const sha256s = shareId === null ? resolveItems(vault, items) : await itemsOfShare(vault, shareId);
        if (sha256s.length === 0) throw new UserError("nothing-given", "wrongUse", "No item was named; nothing was entered.");
        await writer.enter((words) =>
          sha256s.map((sha256) => ({
            kind: "disclosed",
            timeUs: now(),
            requestId: row.requestId,
            sha256,
            shareId,
            how: shareId === null ? how : "share",
            byHash: words(by),
          })),
        );
        return row.requestId;
      });
      return find(requestId);
    },
    erase: (id, by) => inTurn(async (writer) => writer.eraseTexts((await find(id)).documentHashes, by)),
    async counts() {
      return countRequests(await read());
    },
  };
}

/** Originals of a share that is whole, each once. */
async function itemsOfShare(vault: Vault, shareId: string): Promise<readonly string[]> {
  const done = await entriesOf(vault, ["shareDone"], { id: shareId });
  if (done.length === 0) {
    throw new UserError("no-such-share", "notFound", `There is no share ${shareId.slice(0, 32)} that is whole; nothing was entered.`);
  }
  return [...new Set((await entriesOf(vault, ["shareItem"], { id: shareId })).map(({ entry }) => entry.sha256))];
}

function noSuchRequest(id: string): UserError {
  return new UserError(
    "no-such-request",
    "notFound",
    `The register holds no request “${id.slice(0, 32)}”; nothing was changed; \`creance requests list\` names them.`,
  );
}
