/** A scenario played and wrapped into a pcapng that says of itself that it is synthetic. */
import { concatBytes, type PacketToWrite, pcapngBlocks, SYNTHETIC_COMMENT } from "../../packages/capture/src/index.ts";
import { bodyBytes } from "./body.ts";
import { type End, ethernetFrame, udpFrame } from "./frames.ts";
import { type Recorded, recordHttp2, recordTls } from "./recorded-tls.ts";
import { type LocalConversation, type Message, repeated, type Scenario, type TcpConversation, type UdpConversation } from "./scenario.ts";
import {
  arpContents,
  dhcpExchange,
  dnsLookup,
  http1Answer,
  http1Request,
  mdnsQuestion,
  mqttConnect,
  mqttPublish,
  ntpExchange,
  webSocketFrame,
  webSocketOpening,
} from "./spoken.ts";
import { type Turn, tcpPackets } from "./tcp-conversation.ts";
import { filled, type Truth } from "./truth.ts";

/** A made capture. */
export interface MadeCapture {
  readonly bytes: Uint8Array;
  readonly packets: number;
  /** Key log lines of the connections whose keys are written down; they stand in the capture too when it was asked for. */
  readonly keyLog: string;
}

const EMPTY = new Uint8Array(0);
const BROADCAST = "ff:ff:ff:ff:ff:ff";

/** Plays a scenario. */
export async function makeCapture(scenario: Scenario, truth: Truth, keys: "inside" | "beside"): Promise<MadeCapture> {
  const player = new Player(scenario, truth);
  for (const conversation of scenario.conversations) {
    if (conversation.kind === "tcp") await player.tcp(conversation);
    else if (conversation.kind === "udp") player.udp(conversation);
    else player.local(conversation);
  }
  const { packets, keyLog } = player;
  return { bytes: captureBytes(packets, scenario.about, keys === "inside" ? keyLog : ""), packets: packets.length, keyLog };
}

/** Packets in order of time as a pcapng with our comment, and a key log inside where there is one. */
export function captureBytes(packets: readonly PacketToWrite[], about: string, keyLog: string): Uint8Array {
  const blocks = pcapngBlocks();
  const sorted = packets.toSorted((a, b) => a.timeUs - b.timeUs);
  return concatBytes([
    blocks.section(`${SYNTHETIC_COMMENT} ${about}`),
    blocks.interface({ linkType: 1 }),
    ...(keyLog === "" ? [] : [blocks.keyLog(keyLog)]),
    ...sorted.map(({ bytes, timeUs }) => blocks.packet({ bytes, ticks: BigInt(Math.round(timeUs)) })),
    // A recorded wire loses nothing, and a capture that says so can be believed further.
    blocks.statistics(0, BigInt(sorted.length), 0n),
  ]);
}

class Player {
  readonly packets: PacketToWrite[] = [];
  keyLog = "";
  readonly #scenario: Scenario;
  readonly #truth: Truth;
  #port = 40_000;
  #lookups = 0x1000;

  constructor(scenario: Scenario, truth: Truth) {
    this.#scenario = scenario;
    this.#truth = truth;
  }

  async tcp(conversation: TcpConversation): Promise<void> {
    const { host, ip, tls, lookup } = conversation;
    const startUs = this.#at(conversation.atS);
    if (lookup !== false) this.#lookup(host, ip, startUs - 45_000);
    let turns: readonly Turn[];
    if (conversation.protocol === "http2") {
      if (tls === null) throw new Error("the lab speaks HTTP/2 over TLS alone");
      turns = this.#kept(
        conversation,
        await recordHttp2(
          host,
          repeated(conversation.messages).map((message) => this.#http2(message)),
          tls,
        ),
      );
    } else {
      const dialog = this.#dialog(conversation);
      turns = tls === null ? dialog : this.#kept(conversation, await recordTls(host, dialog, tls));
    }
    this.packets.push(
      ...tcpPackets(turns, {
        ends: [this.#device(ip), this.#server(ip, conversation.port)],
        startUs,
        roundTripUs: this.#scenario.roundTripMs * 1000,
      }),
    );
  }

  udp(conversation: UdpConversation): void {
    const [first] = conversation.messages;
    if (first === undefined) return;
    if (conversation.lookup !== false) this.#lookup(conversation.host, conversation.ip, this.#at(first.atS) - 45_000);
    const [device, server] = [this.#device(conversation.ip), this.#server(conversation.ip, conversation.port)];
    for (const message of repeated(conversation.messages)) {
      const timeUs = this.#at(message.atS);
      this.packets.push({ bytes: udpFrame(device, server, this.#body(message.body, timeUs)), timeUs });
      if (message.answer !== undefined) {
        const backUs = timeUs + this.#scenario.roundTripMs * 1000;
        this.packets.push({ bytes: udpFrame(server, device, this.#body(message.answer.body, backUs)), timeUs: backUs });
      }
    }
  }

  local(conversation: LocalConversation): void {
    for (let atS = conversation.atS; ; atS += conversation.everyS ?? 1) {
      this.#localOnce(conversation, this.#at(atS));
      if (conversation.everyS === undefined || atS + conversation.everyS > (conversation.untilS ?? atS)) return;
    }
  }

  #localOnce({ kind, ip, name }: LocalConversation, timeUs: number): void {
    const { device, router } = this.#scenario;
    const add = (bytes: Uint8Array, laterUs = 0): number => this.packets.push({ bytes, timeUs: timeUs + laterUs });
    if (kind === "arp") {
      add(ethernetFrame(device.mac, BROADCAST, 0x0806, arpContents("who", device.mac, device.ip, BROADCAST, router.ip)));
      add(ethernetFrame(router.mac, device.mac, 0x0806, arpContents("is", router.mac, router.ip, device.mac, device.ip)), 700);
    } else if (kind === "dhcp") {
      const [asks, answers] = [
        { ip: "0.0.0.0", port: 68, mac: device.mac },
        { ip: router.ip, port: 67, mac: router.mac },
      ];
      const everyone = { ip: "255.255.255.255", port: 67, mac: BROADCAST };
      for (const [index, contents] of dhcpExchange(device.mac, device.ip, router.ip, device.hostName).entries()) {
        add(index % 2 === 0 ? udpFrame(asks, everyone, contents) : udpFrame(answers, { ...everyone, port: 68 }, contents), index * 4_000);
      }
    } else if (kind === "ntp") {
      const [asked, answered] = ntpExchange(timeUs);
      const ends = [this.#device(ip ?? router.ip), this.#server(ip ?? router.ip, 123)] as const;
      add(udpFrame(...ends, asked));
      add(udpFrame(ends[1], ends[0], answered), this.#scenario.roundTripMs * 1000);
    } else if (kind === "mdns") {
      const group = { ip: "224.0.0.251", port: 5353, mac: "01:00:5e:00:00:fb" };
      add(udpFrame({ ip: device.ip, port: 5353, mac: device.mac }, group, mdnsQuestion(name ?? "_services._dns-sd._udp.local")));
    } else this.#lookup(name ?? "", undefined, timeUs);
  }

  #lookup(host: string, ip: string | undefined, timeUs: number): void {
    const [asked, answered] = dnsLookup(this.#lookups++, host, ip);
    const resolver = { ip: this.#scenario.router.ip, port: 53, mac: this.#scenario.router.mac };
    const device = this.#device(resolver.ip);
    this.packets.push(
      { bytes: udpFrame(device, resolver, asked), timeUs },
      { bytes: udpFrame(resolver, device, answered), timeUs: timeUs + 12_000 },
    );
  }

  #kept(conversation: TcpConversation, recorded: Recorded): readonly Turn[] {
    if (conversation.keys !== false) this.keyLog += recorded.keyLog;
    return recorded.turns;
  }

  #dialog({ protocol, host, path, messages }: TcpConversation): Turn[] {
    const turns: Turn[] = [];
    const say = (side: 0 | 1, bytes: Uint8Array, atS?: number): void => {
      turns.push(atS === undefined ? { side, bytes } : { side, bytes, notBeforeUs: this.#at(atS) });
    };
    const opening =
      protocol === "websocket" ? webSocketOpening(host, path ?? "/") : protocol === "mqtt" ? mqttConnect("synthetic-lab") : undefined;
    if (opening !== undefined) for (const [side, bytes] of opening.entries()) say(side as 0 | 1, bytes, messages[0]?.atS);
    for (const message of repeated(messages)) {
      const { atS, answer, chunkBytes, topic, method = "POST" } = message;
      const timeUs = this.#at(atS);
      const body = this.#body(message.body, timeUs);
      const back = this.#body(answer?.body, timeUs);
      const isText = message.body !== undefined && ("json" in message.body || "text" in message.body);
      if (protocol === "http1") {
        say(
          0,
          http1Request(
            method,
            host,
            filled(message.path ?? "/", this.#truth, timeUs),
            this.#fields(message.headers, timeUs),
            body,
            chunkBytes,
          ),
          atS,
        );
        say(1, http1Answer(answer?.status ?? 200, this.#fields(answer?.headers, timeUs), back));
      } else if (protocol === "websocket") {
        say(0, webSocketFrame(body, isText, [0x5a, 0x17, 0xc3, 0x01]), atS);
        if (answer !== undefined) say(1, webSocketFrame(back, true));
      } else if (protocol === "mqtt") {
        say(0, mqttPublish(filled(topic ?? "lab", this.#truth, timeUs), body), atS);
        if (answer !== undefined) say(1, mqttPublish("down", back));
      } else {
        say(0, body, atS);
        if (answer !== undefined) say(1, back);
      }
    }
    return turns;
  }

  #http2(message: Message) {
    const timeUs = this.#at(message.atS);
    return {
      method: message.method ?? "POST",
      path: filled(message.path ?? "/", this.#truth, timeUs),
      headers: this.#fields(message.headers, timeUs),
      body: this.#body(message.body, timeUs),
      answer: {
        status: message.answer?.status ?? 200,
        headers: this.#fields(message.answer?.headers, timeUs),
        body: this.#body(message.answer?.body, timeUs),
      },
      notBeforeUs: timeUs,
    };
  }

  #fields(fields: Readonly<Record<string, string>> | undefined, timeUs: number): Record<string, string> {
    return Object.fromEntries(Object.entries(fields ?? {}).map(([name, value]) => [name, filled(value, this.#truth, timeUs)]));
  }

  #body(body: Message["body"], timeUs: number): Uint8Array {
    return body === undefined ? EMPTY : bodyBytes(body, this.#truth, timeUs);
  }

  #at(seconds: number): number {
    return Math.round(this.#truth.startUs + seconds * 1e6);
  }

  /** The device at its next port, in the family of the address it talks to. */
  #device(to: string): End {
    const { ip, ip6, mac } = this.#scenario.device;
    this.#port += 1;
    return { ip: to.includes(":") ? (ip6 ?? "2001:db8:17::23") : ip, port: this.#port, mac };
  }

  #server(ip: string, port: number): End {
    return { ip, port, mac: this.#scenario.router.mac };
  }
}
