/** The counters of the rules and of the captures: what the gateway's evidence rests on. */
import type { HoldGateway } from "@creance/api";
import { formatBytes } from "@creance/core";
import { Section } from "../flight/section.tsx";
import { useWords } from "../settings/use-words.ts";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import watch from "../watch/watch.module.css";
import { grouped } from "../words/count.ts";
import styles from "./hold.module.css";

const sides = { lan: "local side", wan: "outside", denied: "refused packets" } as const;

/** One line in words, and every counter in a table. */
export function Counters({ gateway }: { readonly gateway: HoldGateway }) {
  const words = useWords();
  const { counts } = gateway;
  if (counts === null) return null;
  const denied = counts.counters.filter((counter) => counter.denied).reduce((sum, { packets }) => sum + packets, 0);
  const carried = counts.counters
    .filter(({ name }) => name === "wanRelay" || name === "wanResolver")
    .reduce((sum, { packets }) => sum + packets, 0);
  const losses = counts.captures.map(
    ({ side, captured, dropped }) =>
      `${sides[side]} ${grouped(captured)} packets, ${dropped === null ? "losses not known" : `${grouped(dropped)} lost`}`,
  );
  return (
    <Section id="counters" title="What the rules counted">
      <p className={styles["told"]}>
        {grouped(denied)} packets refused or dropped, {carried === 0 ? "none" : grouped(carried)} sent outside for services, since the
        gateway started; read at {words.timeOfDay(counts.timeUs, null)} UTC. Routing is{" "}
        {counts.forwarding ? "ON: look at the gateway" : "off"}.{losses.length > 0 && ` Captured: ${losses.join("; ")}.`}
      </p>
      <details>
        <summary>Every counter</summary>
        <ScrollRegion label="Counters of the rules" className={watch["scroll"]}>
          <table>
            <thead>
              <tr>
                <th scope="col">Counter</th>
                <th scope="col" className="number">
                  Packets
                </th>
                <th scope="col" className="number">
                  Bytes
                </th>
                <th scope="col">Counts</th>
              </tr>
            </thead>
            <tbody>
              {counts.counters.map(({ name, packets, bytes, doc }) => (
                <tr key={name}>
                  <td>
                    <code>{name}</code>
                  </td>
                  <td className="number">{grouped(packets)}</td>
                  <td className="number">{formatBytes(bytes)}</td>
                  <td>{doc}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </details>
      <p className={`${watch["note"]} soft`}>
        Rules <code>{gateway.rulesSha256.slice(0, 16)}…</code>, policy <code>{gateway.policySha256.slice(0, 16)}…</code> (SHA-256). Logs and
        captures of this session: <code>{gateway.session}</code>
      </p>
    </Section>
  );
}
