import type { Platform } from "@creance/core";
import { nodePlatform } from "@creance/node";
import { expect, test } from "vitest";
import { checkSearchControls } from "../src/findings/search-controls.ts";
import { auditParts } from "./content-parts.ts";

test("every planted control is found again", () => {
  const { planted, missed } = checkSearchControls(nodePlatform);
  expect(missed).toEqual([]);
  expect(planted).toBeGreaterThan(50);
});

test("an encoding whose decoder fails is named", () => {
  const nothing = new Uint8Array(0);
  const broken: Platform = {
    ...nodePlatform,
    createBrotli: () => ({
      push: () => {
        throw new Error("not valid");
      },
      finish: () => nothing,
      isEnded: false,
      inputBytes: 0,
      rescued: nothing,
    }),
  };
  expect(checkSearchControls(broken).missed).toEqual(["br > json > text"]);
});

test("an audit tells its controls", () => {
  expect(auditParts([]).coverage.search.controls).toEqual({ planted: checkSearchControls(nodePlatform).planted, missed: [] });
});
