/** "Is anything trying to leave now?": the live state of the field gateway. */
import type { HoldGateway } from "@creance/api";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useWords } from "../settings/use-words.ts";
import watch from "../watch/watch.module.css";
import { Counters } from "./counters.tsx";
import { Happenings } from "./happenings.tsx";
import styles from "./hold.module.css";
import type { HoldSearch } from "./hold-search.ts";
import { Minutes } from "./minutes.tsx";
import { NoGateway } from "./no-gateway.tsx";
import { Proofs } from "./proofs.tsx";
import { Services } from "./services.tsx";
import { Targets } from "./targets.tsx";
import { useHoldLive } from "./use-hold-live.ts";
import { useNowUs } from "./use-now.ts";

/** The Hold page. */
export function HoldPage() {
  const view = useSearch({ from: "/hold" });
  const { live, isLost } = useHoldLive();
  const nowUs = useNowUs();
  const change = useChange();
  if (live === undefined) {
    return (
      <div className={watch["page"]}>
        <h1>Is anything trying to leave now?</h1>
        <p className={watch["answer"]} role="status">
          {isLost ? "Creance on this machine does not answer." : "Asking the gateway"}
        </p>
      </div>
    );
  }
  const { gateway } = live.status;
  if (gateway === null) return <NoGateway status={live.status} />;
  const minute = view.minute === undefined ? null : Number(view.minute);
  return (
    <div className={watch["page"]}>
      <div className={watch["top"]}>
        <h1>Is anything trying to leave now?</h1>
        <GatewayFacts gateway={gateway} />
      </div>
      {isLost && (
        <p role="alert" className={styles["alarm"]}>
          Creance on this machine does not answer: what stands below is old. The gateway works on without it.
        </p>
      )}
      <div className={watch["answer"]}>
        <span role="status">{gateway.sentence}</span>
        <span>{live.tried}</span>
      </div>
      <Drifts gateway={gateway} />
      <Minutes
        live={live}
        nowUs={nowUs}
        selected={minute}
        onSelect={(startUs) => change({ minute: startUs === null ? "" : String(startUs), target: "" })}
      />
      <Targets view={view} change={change} />
      <Services gateway={gateway} atUs={live.status.atUs} nowUs={nowUs} />
      <Happenings happenings={live.happenings} />
      <Counters gateway={gateway} />
      <Proofs />
      <Unseen />
    </div>
  );
}

function useChange(): (part: Partial<Record<keyof HoldSearch, string>>) => void {
  const navigate = useNavigate();
  return useCallback(
    (part) => {
      navigate({ to: "/hold", search: ((now: HoldSearch) => ({ ...now, ...part })) as never, replace: true, resetScroll: false }).catch(
        () => undefined,
      );
    },
    [navigate],
  );
}

function GatewayFacts({ gateway }: { readonly gateway: HoldGateway }) {
  const words = useWords();
  const mode = gateway.mode === "local-data" ? "Local Data Mode" : "Named services";
  return (
    <span className="soft">
      {gateway.title}. {mode}, since {words.instant(gateway.startedUs, null)}; {gateway.lan.interface} ({gateway.lan.ip}) to{" "}
      {gateway.wan.interface}
    </span>
  );
}

function Drifts({ gateway }: { readonly gateway: HoldGateway }) {
  const words = useWords();
  const newest = gateway.drifts.slice(-3).reverse();
  if (newest.length === 0) return null;
  return (
    <div className={styles["alarm"]} role="alert">
      <b>Something on the machine was not as the gateway had set it:</b>
      <ul>
        {newest.map(({ timeUs, sentence }) => (
          <li key={`${timeUs} ${sentence}`}>
            {words.timeOfDay(timeUs, null)} UTC: {sentence}
          </li>
        ))}
      </ul>
      {gateway.drifts.length > newest.length && <p>{gateway.drifts.length - newest.length} more stand in the log.</p>}
    </div>
  );
}

function Unseen() {
  return (
    <p className={`${watch["note"]} soft`}>
      What no gateway sees: mobile data of a phone or controller (take the SIM out), the aircraft’s or dock’s own modem, another Wi-Fi,
      Bluetooth and cables, and what an open service hides behind its own name.
    </p>
  );
}
