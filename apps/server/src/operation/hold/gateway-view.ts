/** What the gateway says of itself, as the page shows it: services with their role, counters with what they count. */
import type { HoldGateway } from "@creance/api";
import { findEndpoint } from "@creance/capture";
import type { HoldStatus } from "@creance/gateway";
import { type CounterName, counters, roleWordsOf } from "@creance/hold";

/** The view of a gateway's status. */
export function gatewayView(status: HoldStatus): HoldGateway {
  const { counts } = status;
  return {
    version: status.version,
    startedUs: status.startedUs,
    mode: status.mode,
    title: status.title,
    sentence: status.sentence,
    services: status.services.map(serviceView),
    lan: { interface: status.lan.interface, ip: status.lan.ip },
    wan: { interface: status.wan.interface },
    rulesSha256: status.rulesSha256,
    policySha256: status.policySha256,
    counts:
      counts === null
        ? null
        : {
            timeUs: counts.timeUs,
            counters: (Object.keys(counters) as CounterName[]).map((name) => {
              const { denied, doc } = counters[name];
              const { packets, bytes } = counts.counters[name];
              return { name, denied, doc, packets, bytes };
            }),
            forwarding: counts.forwarding,
            captures: counts.captures.map(({ side, captured, dropped }) => ({ side, captured, dropped })),
          },
    session: status.session,
    drifts: status.drifts.map(({ timeUs, code, sentence }) => ({ timeUs, code, sentence })),
  };
}

function serviceView(service: HoldStatus["services"][number]): HoldGateway["services"][number] {
  const endpoint = findEndpoint(service.name) ?? null;
  return {
    name: service.name,
    reason: service.reason,
    open: service.open,
    ports: [...service.ports],
    limit: service.limit === null ? null : { upBytes: service.limit.upBytes, span: service.limit.span },
    openForUs: service.openForUs,
    data: [...service.data],
    syntheticIp: service.syntheticIp,
    isOpen: service.isOpen,
    openLeftUs: service.openLeftUs,
    openedBy: service.openedBy,
    openedReason: service.openedReason,
    usedUpBytes: service.usedUpBytes,
    connections: service.connections,
    role: roleWordsOf({ way: "name", endpoint }),
    purpose: endpoint?.purpose ?? null,
  };
}
