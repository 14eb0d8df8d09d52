/** The pages of the tab Share. */
import { SubTabs } from "../shell/sub-tabs.tsx";

const pages = [
  { to: "/share", word: "Shares" },
  { to: "/share/grants", word: "Policy and grants" },
  { to: "/share/requests", word: "Requests for data" },
  { to: "/share/publish", word: "Public page" },
] as const;

/** Links between them. */
export function ShareTabs() {
  return <SubTabs label="Share" pages={pages} />;
}
