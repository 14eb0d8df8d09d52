/** "What may be opened": the policy's services with why, state, bytes, and the buttons that open and close. */
import type { HoldGateway, HoldService } from "@creance/api";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client.ts";
import { Section } from "../flight/section.tsx";
import { Problem } from "../shell/problem.tsx";
import { rememberedName } from "../shell/remembered-name.ts";
import { ScrollRegion } from "../shell/scroll-region.tsx";
import watch from "../watch/watch.module.css";
import styles from "./hold.module.css";
import { OpenDialog } from "./open-dialog.tsx";
import { forWords, leftUs, stateWords, usedWords } from "./service-words.ts";

/** The table; in Local Data Mode nothing can be opened. */
export function Services(props: { readonly gateway: HoldGateway; readonly atUs: number; readonly nowUs: number }) {
  const { gateway } = props;
  const [wanted, setWanted] = useState<HoldService | null>(null);
  const closing = useMutation({
    mutationFn: (name: string) => api.hold.close({ name, by: rememberedName() || "a person at this page" }),
  });
  const isLocal = gateway.mode === "local-data";
  return (
    <Section id="services" title="What the policy names">
      {isLocal && (
        <p className={styles["told"]}>Local Data Mode: nothing can be opened, whatever the policy lists. The policy file decides it.</p>
      )}
      {closing.isError && <Problem error={closing.error} />}
      {gateway.services.length === 0 ? (
        <p className="soft">The policy names no service.</p>
      ) : (
        <ScrollRegion label="Services of the policy" className={watch["scroll"]}>
          <table className={styles["services"]}>
            <thead>
              <tr>
                <th scope="col">Service</th>
                <th scope="col">Why it may be reached</th>
                <th scope="col">State</th>
                <th scope="col">Went out</th>
                <th scope="col" data-print="no">
                  <span className="offscreen">Open or close</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {gateway.services.map((service) => {
                const left = leftUs(service, props.atUs, props.nowUs);
                return (
                  <tr key={service.name} data-open={service.isOpen ? "yes" : "no"}>
                    <th scope="row">
                      <span className={styles["target"]}>{service.name}</span>
                      <div className="soft">{service.role}</div>
                    </th>
                    <td>
                      {service.reason}
                      {service.openedReason !== null && (
                        <div>
                          Opened by {service.openedBy ?? "somebody"}: {service.openedReason}
                        </div>
                      )}
                    </td>
                    <td>
                      <span className={styles["state"]} data-open={service.isOpen ? "yes" : "no"}>
                        {stateWords(service, left)}
                      </span>
                      {service.connections > 0 && (
                        <div>
                          {service.connections} {service.connections === 1 ? "connection" : "connections"} now
                        </div>
                      )}
                    </td>
                    <td>{usedWords(service)}</td>
                    <td data-print="no">
                      {service.isOpen ? (
                        <button type="button" disabled={closing.isPending} onClick={() => closing.mutate(service.name)}>
                          Close now<span className="offscreen">({service.name})</span>
                        </button>
                      ) : (
                        service.open !== "never" &&
                        !isLocal && (
                          <button type="button" onClick={() => setWanted(service)}>
                            Open {service.open === "always" ? "again" : `for ${forWords(Math.min(service.openForUs ?? 600e6, 600e6))}`}
                            <span className="offscreen">({service.name})</span>
                          </button>
                        )
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <OpenDialog service={wanted} onClose={() => setWanted(null)} />
    </Section>
  );
}
