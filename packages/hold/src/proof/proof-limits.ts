/** What a proof cannot show, whatever its verdict. */
import type { Policy } from "@creance/policy";
import type { ProofDocument } from "./types.ts";

/** The sentences, for this proof. */
export function proofLimits(document: ProofDocument, policy: Policy): readonly string[] {
  const limits = [
    "It speaks of this gateway and this window alone: a phone's or controller's cellular data, a modem in the aircraft or dock, another Wi-Fi, Bluetooth and USB pass no gateway.",
    "What a device stored meanwhile may be sent later, elsewhere.",
    "Bytes that went to a service that was open may mean anything: inside TLS another host can be named than the one that was checked (fronting), and the service may pass them on.",
    "Whoever had the rights of the gateway's administrator could have made every file of this proof up; a ledger entry or a witness from outside dates it, nothing here does.",
    "Packets that the kernel drops before its rules (wrong lengths, wrong check sums, other machines' addresses) were not counted; none of them can be routed.",
  ];
  if (document.flight === null) limits.push("No flight was handed in: nothing here shows that an app was in use or an aircraft flew.");
  else limits.push("The flight's times are those of its own record; that it was flown on this network is not shown.");
  if (document.control === null) {
    limits.push(
      policy.hold?.mode === "local-data"
        ? "There is no positive control: in local data mode nothing may pass that could show that the outside capture was not blind; the network card's own counts stand in for it."
        : "There is no positive control: that the outside capture was not blind rests on the network card's own counts.",
    );
  }
  if (document.clockOffsetUs === null) limits.push("The clock was compared with no other: the times are the gateway's own.");
  return limits;
}
