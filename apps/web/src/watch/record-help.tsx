/** How a capture is recorded, in short, and what each way cannot see (docs/guide/capture.md has the steps). */
import { Section } from "../flight/section.tsx";
import styles from "./watch.module.css";

const ways = [
  {
    way: "A capture app on the phone",
    need: "an Android phone, PCAPdroid (no root)",
    steps: "Dump mode: PCAP file; no target app chosen; PCAPdroid extensions on; block QUIC off. Start, fly, stop, copy the file.",
    command: null,
    unseen: "losses and round trips (it makes its own); other devices; remotes that take no apps",
  },
  {
    way: "A laptop as hotspot",
    need: "a laptop with Wi-Fi and a second way to the internet",
    steps: "The phone or remote joins its Wi-Fi; record that side:",
    command: "dumpcap -i wlan0 -s 0 -w flight.pcapng",
    unseen: "which app sent it; mobile data; other networks",
  },
  {
    way: "A router or a mirror port",
    need: "a router with a shell, or a switch that mirrors",
    steps: "On the router, its output into a file of the laptop (or dumpcap on the mirrored port):",
    command: "tcpdump -i br-lan -s 0 -U -w -",
    unseen: "which app sent it; what stays on one access point; mobile data",
  },
] as const;

/** The three ways as a table, and what to do before. */
export function RecordHelp() {
  return (
    <Section id="record" title="How to record a capture">
      <div className={styles["scroll"]}>
        <table>
          <thead>
            <tr>
              <th scope="col">Way</th>
              <th scope="col">You need</th>
              <th scope="col">In short</th>
              <th scope="col">It cannot see</th>
            </tr>
          </thead>
          <tbody>
            {ways.map(({ way, need, steps, command, unseen }) => (
              <tr key={way}>
                <th scope="row">{way}</th>
                <td>{need}</td>
                <td>
                  {steps}
                  {command !== null && (
                    <div>
                      <code>{command}</code>
                    </div>
                  )}
                </td>
                <td>{unseen}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles["note"]}>
        Record on devices and networks that are yours, or with their owner’s consent. Switch mobile data off, or what leaves that way is not
        in the file. Open a page that you know at the start and at the end: if that is not in the capture, nothing else is. The guide
        “Recording a capture” (docs/guide/capture.md) has every step.
      </p>
    </Section>
  );
}
