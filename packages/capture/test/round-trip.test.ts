/** `rttUs`: from a SYN to its first SYN-ACK, or nothing. */
import { describe, expect, test } from "vitest";
import { answer, listeningRoom, type PacketWords } from "./flow-packets.ts";

const syn: PacketWords = { seq: 1000, flags: "S" };
const synAck = answer({ seq: 9000, ack: 1001, flags: "SA" });

function rttUs(packets: readonly PacketWords[]): number | null | undefined {
  const { room, rows, send } = listeningRoom();
  for (const packet of packets) send(packet);
  room.end();
  expect(rows).toHaveLength(1);
  return rows[0]?.rttUs;
}

describe("round trips", () => {
  test("from SYN to SYN-ACK, whole microseconds, rounded up: a bound must not come out too small", () => {
    expect(
      rttUs([
        { ...syn, atS: 10 },
        { ...synAck, atS: 10.0253 },
      ]),
    ).toBe(25_300);
    expect(
      rttUs([
        { ...syn, atS: 10 },
        { ...synAck, atS: 10 + 1.25e-5 },
      ]),
    ).toBe(13);
  });

  test("the first SYN-ACK counts, not one that comes again", () => {
    expect(
      rttUs([
        { ...syn, atS: 10 },
        { ...synAck, atS: 10.02 },
        { ...synAck, atS: 11 },
      ]),
    ).toBe(20_000);
  });

  test.each<[string, PacketWords[]]>([
    [
      "a SYN that was sent twice (Karn's rule)",
      [
        { ...syn, atS: 10 },
        { ...syn, atS: 11 },
        { ...synAck, atS: 11.01 },
      ],
    ],
    ["no SYN-ACK", [{ ...syn, atS: 10 }]],
    ["no SYN", [{ ...synAck, atS: 10 }]],
    [
      "SYN-ACK first, and again after the SYN",
      [
        { ...synAck, atS: 10 },
        { ...syn, atS: 10.001 },
        { ...synAck, atS: 10.5 },
      ],
    ],
    [
      "a SYN-ACK that acknowledges something else",
      [
        { ...syn, atS: 10 },
        { ...synAck, ack: 5, atS: 10.01 },
      ],
    ],
    [
      "a SYN-ACK from the one who sent the SYN",
      [
        { ...syn, atS: 10 },
        { seq: 1000, ack: 1001, flags: "SA", atS: 10.01 },
      ],
    ],
    [
      "both at the same time: the clock is too coarse",
      [
        { ...syn, atS: 10 },
        { ...synAck, atS: 10 },
      ],
    ],
    [
      "no times",
      [
        { ...syn, atS: Number.NaN },
        { ...synAck, atS: Number.NaN },
      ],
    ],
    [
      "packets of a phone's capture app, whose times are its own",
      [
        { ...syn, atS: 10, uid: 10_123 },
        { ...synAck, atS: 10.02 },
      ],
    ],
  ])("null: %s", (_, packets) => {
    expect(rttUs(packets)).toBeNull();
  });
});
