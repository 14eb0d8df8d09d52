/** The evidence of one finding: what it is, where it stands, how it is known, and its bytes read again from the kept original. */
import type { Audit, AuditAnswer, AuditEvidence, AuditFinding } from "@creance/api";
import { formatBytes } from "@creance/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { api } from "../../api/client.ts";
import { findingQuery } from "../../api/queries.ts";
import { FactList } from "../../flight/fact-list.tsx";
import type { Fact } from "../../flight/machine-facts.ts";
import { useWords } from "../../settings/use-words.ts";
import { isTyping } from "../../shell/is-typing.ts";
import { Problem } from "../../shell/problem.tsx";
import type { Words } from "../../words/words.ts";
import { countrySet } from "../conversation-columns.tsx";
import detailStyles from "../conversation-detail.module.css";
import { opinionsOfSet } from "../country-words.ts";
import { roleWords } from "../role-words.ts";
import styles from "./audit.module.css";
import { ByteView } from "./byte-view.tsx";
import { findingServer } from "./finding-columns.tsx";
import { chainWords, delayWords, exactWords, kindWords, layerWords, packetWords, phaseWords } from "./finding-words.ts";
import { useFlightNames } from "./flight-names.ts";
import { staysLocal } from "./stays-local.ts";

/** The panel; Escape closes it. */
export function FindingDetail(props: {
  readonly audit: Audit;
  readonly answer: AuditAnswer;
  readonly findingId: string;
  readonly onClose: () => void;
}) {
  const { audit, answer, findingId, onClose } = props;
  const found = useQuery(findingQuery(audit.id, findingId));
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !isTyping(event.target)) close.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const finding = found.data;
  return (
    <aside className={`${detailStyles["detail"]} ${styles["evidence"]}`} aria-label="Evidence of the finding that is open">
      <div className={detailStyles["head"]}>
        <h3>
          {finding === undefined ? "Evidence" : `${kindWords(finding.kind)}, ${finding.direction === "out" ? "went out" : "came in"}`}
        </h3>
        <button type="button" onClick={onClose} data-print="no">
          Close
        </button>
      </div>
      {found.isError && <Problem error={found.error} onRetry={() => void found.refetch()} />}
      {finding !== undefined && <Evidence audit={audit} answer={answer} finding={finding} />}
    </aside>
  );
}

function Evidence({ audit, answer, finding }: { readonly audit: Audit; readonly answer: AuditAnswer; readonly finding: AuditFinding }) {
  const words = useWords();
  const named = useFlightNames();
  const { flow } = finding;
  const capture = audit.captures.find(({ sha256 }) => sha256 === flow.capture);
  return (
    <>
      <p>{named(finding.sentence)}</p>
      {finding.weakBecause !== null && <p className="warn">Weak: {finding.weakBecause}</p>}
      <FactList facts={factsOf({ audit, answer, finding, words })} />
      <p className={styles["links"]} data-print="no">
        <Link to="/watch/$sha256" params={{ sha256: flow.capture }} search={{ flow: `${flow.flowId}.${flow.timeUs}` }}>
          The conversation in {capture?.name ?? "its capture"}
        </Link>
      </p>
      <ReadAgain audit={audit} finding={finding} />
    </>
  );
}

function factsOf(props: {
  readonly audit: Audit;
  readonly answer: AuditAnswer;
  readonly finding: AuditFinding;
  readonly words: Words;
}): Fact[] {
  const { audit, answer, finding, words } = props;
  const { flow, http } = finding;
  const flight = audit.flights.find(({ id }) => id === finding.flight);
  const consent = finding.consent === null ? undefined : answer.consents[finding.consent];
  const capture = audit.captures.find(({ sha256 }) => sha256 === flow.capture);
  const exact = exactWords(finding, words);
  const [start, end] = finding.byteRange;
  const facts: (Fact | false)[] = [
    [
      "To",
      `${findingServer(finding)}${flow.operator === null ? "" : `, ${flow.operator}`}${flow.endpoint === null ? "" : `, ${roleWords(flow.endpoint.role)}`}`,
    ],
    ["Country", flow.countries.length === 0 ? "not a public address" : countriesText(flow)],
    [
      "When",
      [words.instant(finding.sentUs, null), phaseWords(finding.phase), delayWords(finding.delayS)]
        .filter((part) => part !== null)
        .join(", "),
    ],
    [
      "Consent",
      consent === undefined
        ? finding.direction === "out" && staysLocal(flow)
          ? "not asked: it stayed on the local network"
          : "none recorded"
        : `${finding.consent === null ? "" : finding.consent + 1}: ${consent.purpose}`,
    ],
    finding.flight !== null && ["Flight", flight?.name ?? finding.flight],
    [
      "Needle",
      finding.needle === null
        ? "none: known by its own structure"
        : `${finding.needle}${finding.needleSource === null ? "" : `, from ${finding.needleSource}`}`,
    ],
    exact !== null && ["How exact", `${exact}${finding.decimals === null ? "" : `, ${finding.decimals} decimals kept`}`],
    finding.points > 1 && ["Points", `${finding.points} points in one message`],
    ["Match", finding.match === "found" ? "found in the bytes" : "consistent with: only sizes and times speak for it"],
    ["Chain", chainWords(finding)],
    http !== null && [
      "Message",
      `${[http.method, http.host, http.path].filter((part) => part !== null).join(" ")}${http.status === null ? "" : `, answer ${http.status}`}`,
    ],
    finding.topic !== null && ["Topic", finding.topic],
    finding.field !== null && ["Field", finding.field],
    ["Found in", `${capture?.name ?? flow.capture.slice(0, 12)}, ${packetWords(finding)}`],
    end > start && [
      "Bytes",
      `${start.toLocaleString("en-US")} to ${end.toLocaleString("en-US")} of the ${finding.direction === "out" ? "sender's" : "server's"} stream`,
    ],
  ];
  return facts.filter((fact): fact is Fact => fact !== false);
}

function countriesText({ countries }: AuditFinding["flow"]): string {
  const { text, doubt } = opinionsOfSet(countrySet({ countries: [...countries] }));
  return doubt === "" ? text : `${text}, ${doubt}`;
}

function ReadAgain({ audit, finding }: { readonly audit: Audit; readonly finding: AuditFinding }) {
  const again = useMutation({ mutationFn: () => api.audits.evidence({ id: audit.id, findingId: finding.findingId }) });
  const section = useRef<HTMLElement>(null);
  const status = useRef<HTMLDivElement>(null);
  const { data } = again;
  // What was read again stands below the panel's edge: the panel moves to it, and the page only where it hides the words.
  useEffect(() => {
    const panel = section.current?.closest("aside");
    if (data === undefined || section.current === null || panel == null) return;
    panel.scrollTop += section.current.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    status.current?.scrollIntoView({ block: "nearest" });
  }, [data]);
  return (
    <section ref={section} aria-label="Read again from the kept original">
      <button type="button" data-print="no" disabled={again.isPending} onClick={() => again.mutate()}>
        {again.isPending ? "Reading it again" : "Read it again from the kept original"}
      </button>
      <div ref={status} role="status" className={styles["readAgain"]}>
        {again.data !== undefined && <AgainWords evidence={again.data} />}
      </div>
      {again.isError && <Problem error={again.error} />}
      {again.data?.steps.map((step) => (
        <div key={step.title} className={styles["step"]}>
          <h4>
            {step.title} <span className="soft">({formatBytes(step.sizeBytes)})</span>
          </h4>
          {step.layers.length > 0 && <p className="soft">{step.layers.map(layerWords).join(" → ")}</p>}
          <ByteView hex={step.hex} start={step.start} mark={step.mark} label={step.title} />
        </div>
      ))}
    </section>
  );
}

function AgainWords({ evidence }: { readonly evidence: AuditEvidence }) {
  return (
    <>
      <p className={evidence.same ? "good" : "warn"}>
        {evidence.same ? "✓ " : ""}
        {evidence.sentence}
      </p>
      {evidence.missingBytes > 0 && <p className="warn">{formatBytes(evidence.missingBytes)} of the message are not in the capture.</p>}
      {evidence.sha256 !== null && (
        <p className={styles["hash"]}>
          SHA-256 of the marked bytes <code>{evidence.sha256}</code>
        </p>
      )}
    </>
  );
}
