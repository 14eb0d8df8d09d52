/**
 * A gateway that only talks: it speaks the control protocol on a real socket and tells an invented story. For tests and pictures of the Hold
 * page; no rule, no packet, nothing of a machine is touched. Names are of the endpoint catalogue, addresses are of the documentation ranges.
 */
import { createServer, type Server, type Socket } from "node:net";
import type { ControlAnswer, ControlRequest, HoldEvent, HoldStatus, ServiceStatus } from "@creance/gateway";
import { type CounterName, type CounterValues, counters } from "@creance/hold";

/** The talking gateway. */
export interface ScriptedGateway {
  readonly socket: string;
  /** Requests that were heard, oldest first. */
  readonly heard: readonly ControlRequest[];
  readonly status: () => HoldStatus;
  /** Changes what it says of itself, and tells those who watch. */
  change(change: Partial<HoldStatus>): void;
  /** Tells an event to those who watch, now and later. */
  tell(event: HoldEvent): void;
  /** Refuses the next wish. */
  refuseNext(code: string, sentence: string): void;
  /** Ends every connection and takes the socket away. */
  close(): Promise<void>;
}

/** Starts it on a path. */
export async function startScriptedGateway(socket: string, start: HoldStatus, story: readonly HoldEvent[] = []): Promise<ScriptedGateway> {
  let status = start;
  const events: HoldEvent[] = [...story];
  const heard: ControlRequest[] = [];
  const open = new Set<Socket>();
  const watchers = new Map<Socket, number>();
  let refusal: { readonly code: string; readonly sentence: string } | undefined;

  const say = (to: Socket, answer: ControlAnswer): void => {
    to.write(`${JSON.stringify(answer)}\n`);
  };
  const tell = (event: HoldEvent): void => {
    if (event.kind !== "status") events.push(event);
    for (const [to, id] of watchers) say(to, { id, ok: true, event });
  };
  const change = (next: Partial<HoldStatus>): void => {
    status = { ...status, ...next };
    tell({ kind: "status", status });
  };
  const changeService = (name: string, next: Partial<ServiceStatus>): void =>
    change({ services: status.services.map((service) => (service.name === name ? { ...service, ...next } : service)) });

  const answer = (to: Socket, request: ControlRequest): void => {
    heard.push(request);
    const { id } = request;
    if (refusal !== undefined && request.ask !== "status" && request.ask !== "watch") {
      say(to, { id, ok: false, ...refusal });
      refusal = undefined;
      return;
    }
    if (request.ask === "watch") {
      for (const event of events.slice(-request.recall)) say(to, { id, ok: true, event });
      watchers.set(to, id);
      return;
    }
    const nowUs = Date.now() * 1000;
    if (request.ask === "open") {
      const forUs = Math.min(request.forUs, status.services.find(({ name }) => name === request.name)?.openForUs ?? request.forUs);
      changeService(request.name, { isOpen: true, openLeftUs: forUs, openedBy: request.by, openedReason: request.reason, usedUpBytes: 0 });
      tell({ kind: "opened", timeUs: nowUs, name: request.name, forUs, by: request.by, reason: request.reason });
    }
    if (request.ask === "close") {
      const upBytes = status.services.find(({ name }) => name === request.name)?.usedUpBytes ?? 0;
      changeService(request.name, { isOpen: false, openLeftUs: null, openedBy: null, openedReason: null, connections: 0 });
      tell({ kind: "closed", timeUs: nowUs, name: request.name, why: "person", upBytes });
    }
    say(to, { id, ok: true, status });
  };

  const server: Server = createServer((to) => {
    open.add(to);
    let waiting = "";
    to.setEncoding("utf8");
    to.on("data", (text: string) => {
      waiting += text;
      for (let end = waiting.indexOf("\n"); end >= 0; end = waiting.indexOf("\n")) {
        const line = waiting.slice(0, end);
        waiting = waiting.slice(end + 1);
        if (line !== "") answer(to, JSON.parse(line) as ControlRequest);
      }
    });
    to.on("error", () => {});
    to.on("close", () => {
      open.delete(to);
      watchers.delete(to);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
  return {
    socket,
    heard,
    status: () => status,
    change,
    tell,
    refuseNext(code, sentence) {
      refusal = { code, sentence };
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const one of open) one.destroy();
      await closed;
    },
  };
}

const noCounters = Object.fromEntries(
  (Object.keys(counters) as CounterName[]).map((name) => [name, { packets: 0, bytes: 0 }]),
) as CounterValues;

const service = (name: string, reason: string, more: Partial<ServiceStatus> = {}): ServiceStatus => ({
  name,
  reason,
  open: "on-request",
  ports: [443],
  limit: { upBytes: 2_000_000, span: "opening" },
  openForUs: 600e6,
  data: [],
  line: 1,
  syntheticIp: "198.18.0.1",
  isOpen: false,
  openLeftUs: null,
  openedBy: null,
  openedReason: null,
  usedUpBytes: 0,
  connections: 0,
  ...more,
});

/** What a gateway of named services says of itself, four services closed. */
export function scriptedStatus(nowUs: number): HoldStatus {
  return {
    running: true,
    version: "0.1.0",
    startedUs: nowUs - 5400e6,
    mode: "named-services",
    title: "Synthetic sample: waterworks inspection",
    sentence: "Nothing passes: every service is closed.",
    services: [
      service("active.dji.com", "Activation of a new aircraft, once", { syntheticIp: "198.18.0.1" }),
      service("flysafe-api.dji.com", "Unlock licences before a flight near the airfield", { syntheticIp: "198.18.0.2" }),
      service("dl.djicdn.com", "Firmware, after the maintenance day", {
        syntheticIp: "198.18.0.3",
        limit: { upBytes: 500_000, span: "day" },
        openForUs: 1800e6,
      }),
      service("mydjiflight.dji.com", "Flight records stay here", {
        syntheticIp: "198.18.0.4",
        open: "never",
        openForUs: null,
        limit: null,
      }),
    ],
    lan: { interface: "lan", ip: "10.77.0.1" },
    wan: { interface: "wan" },
    rulesSha256: "5d1c".repeat(16),
    policySha256: "9ab2".repeat(16),
    counts: {
      kind: "counts",
      timeUs: nowUs - 4e6,
      elapsedUs: 5396e6,
      mark: null,
      counters: {
        ...noCounters,
        lanDns: { packets: 2114, bytes: 148_000 },
        lanTime: { packets: 22, bytes: 1672 },
        lanDhcp: { packets: 6, bytes: 1968 },
        lanQuic: { packets: 61, bytes: 75_000 },
        lanDenied: { packets: 402, bytes: 25_300 },
        lanLocal: { packets: 188, bytes: 30_400 },
      },
      lan: { rxPackets: 2793, rxBytes: 289_000, txPackets: 2402, txBytes: 201_000 },
      wan: { rxPackets: 0, rxBytes: 0, txPackets: 0, txBytes: 0 },
      captures: [
        { side: "lan", captured: 5195, dropped: 0 },
        { side: "wan", captured: 0, dropped: 0 },
        { side: "denied", captured: 651, dropped: 0 },
      ],
      listingSha256: "77ee".repeat(16),
      forwarding: false,
    },
    session: "/var/lib/creance-hold/sessions/20260912T073000Z",
    drifts: [],
  };
}

/** Ninety minutes of an invented flight day, the newest at `nowUs`: two devices ask for names of the catalogue, again and again. */
export function scriptedStory(nowUs: number): HoldEvent[] {
  const minute = 60e6;
  const startUs = nowUs - 89 * minute;
  const story: HoldEvent[] = [
    { kind: "started", timeUs: startUs - minute, version: "0.1.0", rulesSha256: "5d1c".repeat(16), policySha256: "9ab2".repeat(16) },
  ];
  const names: readonly (readonly [name: string, everyMinutes: number, times: number])[] = [
    ["mydjiflight.dji.com", 1, 6],
    ["djigoaftersale.djiservice.org", 3, 4],
    ["statistical-report.djiservice.org", 1, 3],
    ["flysafe-api.dji.com", 4, 2],
    ["active.dji.com", 11, 2],
    ["tsis.jpush.cn", 2, 3],
    ["android.bugly.qq.com", 5, 1],
    ["events.mapbox.com", 2, 2],
    ["connectivitycheck.example", 2, 1],
    ["app-measurement.com", 3, 2],
  ];
  const remote = "10.77.0.21";
  const phone = "10.77.0.34";
  for (let at = 0; at < 90; at += 1) {
    const atUs = startUs + at * minute;
    // In the air the controller asks more often.
    const busy = (at > 20 && at < 42) || at > 76 ? 2 : 1;
    names.forEach(([name, every, times], place) => {
      if (at % every !== 0) return;
      const fromUs = atUs + (place * 5 + 1) * 1e6;
      const client = name.includes("mapbox") || name.includes("measurement") ? phone : remote;
      const line = { kind: "question", fromUs, untilUs: fromUs + 400_000, client, transport: "udp", name, answer: "noSuchName" } as const;
      story.push({ ...line, type: 1, typeName: "A", count: times * busy });
      if (place % 3 === 0) story.push({ ...line, type: 28, typeName: "AAAA", count: times });
    });
    const denied = { kind: "denied", counter: "lanDenied", srcIp: remote, transport: "tcp", bytes: 60 } as const;
    const lateUs = atUs + 52e6;
    if (at % 2 === 0) story.push({ ...denied, fromUs: lateUs, untilUs: lateUs, dstIp: "103.229.215.60", dstPort: 19_000, count: 2 });
    if (at % 5 === 0) story.push({ ...denied, fromUs: lateUs, untilUs: lateUs, dstIp: "203.0.113.9", dstPort: 443, count: 3 });
    if (at % 7 === 0) story.push({ ...denied, fromUs: lateUs, untilUs: lateUs, dstIp: "198.51.100.53", dstPort: 853, count: 1 });
    if (at % 4 === 0) {
      story.push({
        ...denied,
        counter: "lanQuic",
        transport: "udp",
        fromUs: lateUs,
        untilUs: lateUs,
        dstIp: "203.0.113.40",
        dstPort: 443,
        count: 2,
      });
    }
    if (at % 3 === 0) {
      const local = {
        ...denied,
        counter: "lanLocal",
        transport: "udp",
        srcIp: phone,
        dstIp: "224.0.0.251",
        dstPort: 5353,
        count: 2,
      } as const;
      story.push({ ...local, fromUs: lateUs, untilUs: lateUs });
    }
    if (at % 8 === 0) {
      story.push({
        kind: "time",
        fromUs: lateUs,
        untilUs: lateUs,
        client: remote,
        transport: "udp",
        name: null,
        type: null,
        typeName: null,
        answer: "time",
        count: 1,
      });
    }
  }
  // In the middle a person opened the activation for a while.
  const openedUs = startUs + 48 * minute;
  story.push(
    {
      kind: "opened",
      timeUs: openedUs,
      name: "active.dji.com",
      forUs: 600e6,
      by: "M. Sample",
      reason: "activation of the second aircraft",
    },
    {
      kind: "question",
      fromUs: openedUs + 4e6,
      untilUs: openedUs + 4e6,
      client: remote,
      transport: "udp",
      name: "active.dji.com",
      type: 1,
      typeName: "A",
      answer: "address",
      count: 1,
    },
    {
      kind: "flow",
      flow: 1,
      startUs: openedUs + 4e6,
      endUs: openedUs + 9e6,
      clientIp: remote,
      clientPort: 40_112,
      syntheticIp: "198.18.0.1",
      port: 443,
      name: "active.dji.com",
      helloName: "active.dji.com",
      upstreamIp: "203.0.113.80",
      localIp: "192.0.2.10",
      localPort: 51_200,
      clientBytes: 3120,
      upBytes: 3120,
      upstreamBytes: 6440,
      downBytes: 6440,
      end: "client",
    },
    { kind: "closed", timeUs: openedUs + 3 * minute, name: "active.dji.com", why: "person", upBytes: 3120 },
  );
  return story.sort((a, b) => timeOf(a) - timeOf(b));
}

function timeOf(event: HoldEvent): number {
  if ("timeUs" in event) return event.timeUs;
  if ("endUs" in event) return event.endUs;
  return "untilUs" in event ? event.untilUs : 0;
}
