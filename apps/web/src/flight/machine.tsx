/** The aircraft, its batteries, firmware and the app. */
import type { FlightDetail } from "@creance/api";
import { useWords } from "../settings/use-words.ts";
import { FactList } from "./fact-list.tsx";
import { batteryFacts, machineFacts } from "./machine-facts.ts";
import { Section } from "./section.tsx";

/** What flew, with what. Unknown values are left out and named at the end. */
export function Machine({ flight }: { readonly flight: FlightDetail }) {
  const words = useWords();
  const { firmware } = flight.aircraft;
  return (
    <Section id="machine" title="Aircraft, batteries, app">
      <FactList facts={machineFacts(flight)} />
      {flight.batteries.map((battery, at) => (
        <div key={battery.serial ?? at}>
          <h3>Battery {flight.batteries.length > 1 ? at + 1 : ""}</h3>
          <FactList facts={batteryFacts(battery, words)} />
        </div>
      ))}
      {firmware.length > 0 && (
        <details>
          <summary>Firmware ({firmware.length})</summary>
          <table>
            <tbody>
              {firmware.map((each) => (
                <tr key={`${each.component} ${each.version}`}>
                  <th scope="row">{each.component}</th>
                  <td>
                    <code>{each.version}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </Section>
  );
}
