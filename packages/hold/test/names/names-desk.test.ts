import { describe, expect, it } from "vitest";
import { NamesDesk } from "../../src/names/names-desk.ts";
import { ask, parts, state } from "./messages.ts";

const START_US = Date.UTC(2026, 10, 22) * 1000;

function open(time: "answer" | "refuse" = "answer") {
  const clock = { us: START_US, ms: 0 };
  const desk = new NamesDesk({ state: { ...state(), time }, nowUs: () => clock.us, steadyMs: () => clock.ms });
  return { clock, desk };
}

function timeRequest(first = 0x23): Uint8Array {
  const request = new Uint8Array(48);
  request[0] = first;
  return request;
}

describe("the desk", () => {
  it("writes down what it answered", () => {
    const { clock, desk } = open();
    expect(parts(desk.question(ask("fly.example.org"), "10.77.0.2", "udp") as Uint8Array).address).toBe("198.18.0.1");
    clock.us += 400_000;
    desk.question(ask("FLY.example.org"), "10.77.0.2", "udp");
    expect(desk.takeLines()).toEqual([
      {
        kind: "question",
        fromUs: START_US,
        untilUs: START_US + 400_000,
        client: "10.77.0.2",
        transport: "udp",
        name: "fly.example.org",
        type: 1,
        typeName: "A",
        answer: "address",
        count: 2,
      },
    ]);
  });

  it("answers and counts every question, or counts it as dropped", () => {
    const { clock, desk } = open();
    let answered = 0;
    const asked = 50_000;
    for (let index = 0; index < asked; index++) {
      clock.ms = index / 10;
      if (desk.question(ask(`${index % 9000}.t.example`), `10.77.0.${index % 20}`, "udp") !== null) answered++;
    }
    const lines = desk.takeLines();
    const count = (wanted: string): number => lines.filter(({ answer }) => answer === wanted).reduce((sum, line) => sum + line.count, 0);
    expect(count("noSuchName")).toBe(answered);
    expect(count("noSuchName") + count("dropped")).toBe(asked);
    // 2,000 at once and 1,000 a second of all clients together, for five seconds; 4,096 different ones fit.
    expect(answered).toBeLessThanOrEqual(7000);
    expect(lines.length).toBeLessThanOrEqual(4096 + 20);
  });

  it("tells the time, and says what it does not answer", () => {
    const { desk } = open();
    expect(desk.time(timeRequest(), "10.77.0.2")?.length).toBe(48);
    expect(desk.time(timeRequest(0x26), "10.77.0.2")).toBeNull();
    expect(desk.takeLines().map(({ kind, answer, name }) => [kind, answer, name])).toEqual([
      ["time", "time", null],
      ["time", "refused", null],
    ]);
  });

  it("tells no time where the policy refuses it, or while its clock was never set", () => {
    expect(open("refuse").desk.time(timeRequest(), "10.77.0.2")).toBeNull();
    const { clock, desk } = open();
    clock.us = 5_000_000;
    expect(desk.time(timeRequest(), "10.77.0.2")).toBeNull();
  });

  it("has one bound for questions and time together", () => {
    const { desk } = open();
    for (let index = 0; index < 400; index++) desk.question(ask("fly.example.org"), "10.77.0.2", "udp");
    expect(desk.time(timeRequest(), "10.77.0.2")).toBeNull();
    expect(desk.time(timeRequest(), "10.77.0.3")).not.toBeNull();
  });

  it("does not give more when the clock is set", () => {
    const { clock, desk } = open();
    for (let index = 0; index < 400; index++) desk.question(ask("fly.example.org"), "10.77.0.2", "udp");
    clock.us += 86_400_000_000;
    expect(desk.question(ask("fly.example.org"), "10.77.0.2", "udp")).toBeNull();
  });
});
