import { describe, expect, it } from "vitest";
import { type NamesEvent, NamesTally, OTHER_CLIENTS } from "../../src/names/names-tally.ts";

const event: NamesEvent = {
  kind: "question",
  client: "10.77.0.2",
  transport: "udp",
  name: "log.example.org",
  type: 1,
  typeName: "A",
  answer: "noSuchName",
};

describe("the names log", () => {
  it("makes one line of equal questions", () => {
    const tally = new NamesTally();
    for (const timeUs of [5000, 1000, 9000]) expect(tally.add(event, timeUs)).toBe(true);
    expect(tally.add({ ...event, type: 28, typeName: "AAAA" }, 2000)).toBe(true);
    expect(tally.take()).toEqual([
      { ...event, fromUs: 1000, untilUs: 9000, count: 3 },
      { ...event, type: 28, typeName: "AAAA", fromUs: 2000, untilUs: 2000, count: 1 },
    ]);
    expect(tally.take()).toEqual([]);
  });

  it("has no room for more than 4,096 different questions a second, and loses none of those it took", () => {
    const tally = new NamesTally();
    let taken = 0;
    for (let index = 0; index < 10_000; index++) {
      if (tally.add({ ...event, name: `${index}.t.example` }, index)) taken++;
      else tally.drop("question", "udp", event.client, index);
    }
    expect(tally.add({ ...event, name: "7.t.example" }, 7)).toBe(true);
    const lines = tally.take();
    expect(taken).toBe(4096);
    expect(lines).toHaveLength(4097);
    expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(10_001);
    expect(lines.find(({ answer }) => answer === "dropped")).toMatchObject({ client: "10.77.0.2", name: null, count: 10_000 - 4096 });
  });

  it("counts what it dropped of many clients together", () => {
    const tally = new NamesTally();
    for (let index = 0; index < 1000; index++) tally.drop("question", "udp", `10.77.${index >> 8}.${index & 255}`, index);
    const lines = tally.take();
    expect(lines).toHaveLength(257);
    expect(lines.find(({ client }) => client === OTHER_CLIENTS)?.count).toBe(744);
  });
});
