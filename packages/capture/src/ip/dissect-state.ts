/** What `dissect` keeps from packet to packet: open fragments, counts, the reused place in the packet. */
import type { Issue } from "@creance/core";
import { boundedIssues, type ReportIssue } from "../container/issue-list.ts";
import type { Dissected } from "../dissected.ts";
import { createLayer, type Layer } from "../link/layer.ts";
import { FragmentTable } from "./fragments.ts";

/** State of one capture's dissection. Memory is bounded by the constants in `limits.ts`. */
export interface DissectState {
  /** The reused place in the packet. */
  readonly layer: Layer;
  readonly fragments: FragmentTable;
  readonly report: ReportIssue;
  /** Hears the outer flow's packet of UDP tunnels, before the inner one is dissected into the same object. */
  readonly onOuter: ((outer: Dissected) => void) | null;
  /** Packets whose link type is not decoded, by link type. */
  readonly undecodedLinkTypes: Map<number, number>;
  /** Packets whose link or IP header is cut or does not fit. */
  malformed: number;
  /** Packets that came through at least one tunnel. */
  tunnelled: number;
}

/** What may listen to a dissection. */
export interface DissectOptions {
  readonly onIssue?: (issue: Issue) => void;
  readonly onOuter?: (outer: Dissected) => void;
}

/** A fresh state: one for each capture. */
export function createDissectState({ onIssue, onOuter }: DissectOptions = {}): DissectState {
  const report = boundedIssues(onIssue ?? (() => {}));
  return {
    layer: createLayer(),
    fragments: new FragmentTable(report),
    report,
    onOuter: onOuter ?? null,
    undecodedLinkTypes: new Map(),
    malformed: 0,
    tunnelled: 0,
  };
}

/** The capture is over: fragments that wait are counted and reported. */
export function endDissect(state: DissectState): void {
  state.fragments.end();
}
