import { UserError } from "@creance/core";
import { expect, test } from "vitest";
import type { DeletionRun } from "../../../src/operation/retention/types.ts";
import { startRetentionTimer } from "../../../src/retention-timer.ts";

const nothing: DeletionRun = { deleted: [], failed: [], shared: [], clockDoubt: null };

test("looks at once and then again, never insists on the clock, survives a failing run, and stops", async () => {
  const heard: string[] = [];
  const asked: boolean[] = [];
  const answers: readonly (() => DeletionRun)[] = [
    () => ({ ...nothing, deleted: [{ deletionId: "1", sha256: "2", outcome: "deleted", places: 5, left: [] }] }),
    () => {
      throw new UserError("held", "conflict", "Held.");
    },
    () => ({ ...nothing, clockDoubt: "The clock was set back." }),
  ];
  let tell = (): void => {};
  const enough = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const run = async ({ clockIsRight }: { readonly clockIsRight: boolean }): Promise<DeletionRun> => {
    asked.push(clockIsRight);
    if (asked.length > answers.length) tell();
    return answers[asked.length - 1]?.() ?? nothing;
  };
  const timer = startRetentionTimer({ run }, (event, fields) => heard.push(`${event} ${JSON.stringify(fields)}`), 5);
  await enough;
  await timer.stop();
  expect(heard).toEqual(['retentionRun {"deleted":1,"failed":0}', 'retentionFailed {"code":"held"}', 'retentionWaits {"reason":"clock"}']);
  expect(new Set(asked)).toEqual(new Set([false]));
  const { length } = asked;
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(asked.length).toBe(length);
});
