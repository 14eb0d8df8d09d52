/** The page without a gateway to speak with: what one is, how to start it, or why this account may not speak with it. */
import type { HoldStatusView } from "@creance/api";
import watch from "../watch/watch.module.css";
import styles from "./hold.module.css";
import { PlanTry } from "./plan-try.tsx";

/** Says which of the three it is, and what to do. */
export function NoGateway({ status }: { readonly status: HoldStatusView }) {
  return (
    <div className={watch["page"]}>
      <div className={watch["zone"]}>
        <h1>Is anything trying to leave now?</h1>
        <p role="status">
          <b>{status.sentence}</b>
        </p>
        {status.code === "no-permission" ? <NoPermission /> : status.code === "no-socket" ? <WhatItIs /> : <NotAnswering />}
        <p className="soft">
          Looked for at <code>{status.socket}</code> (setting <code>holdSocket</code>); looked for again every two seconds.
        </p>
      </div>
      <div className={watch["help"]}>
        <PlanTry />
      </div>
    </div>
  );
}

function WhatItIs() {
  return (
    <>
      <p>
        A field gateway is a small Linux machine with two network interfaces between the drone’s controller and the internet. It lets
        nothing out but the services that one policy file names, whatever the app does, shows here what the controller tries to reach, and
        proves afterwards what went out. The maker’s own Local Data Mode is a switch inside the app that it restrains; this is not.
      </p>
      <p>Three commands on the machine that is to be the gateway:</p>
      <ol className={styles["commands"]}>
        <li>
          <code>creance hold plan --policy policy.yaml</code> says what would happen on this machine; nothing is changed.
        </li>
        <li>
          <code>sudo creance hold up --policy policy.yaml</code> puts it into force.
        </li>
        <li>
          <code>creance hold watch</code> shows what is tried, as this page does.
        </li>
      </ol>
      <p>
        The guide (docs/guide/hold.md) goes from a bare machine to Local Data Mode, and says what no gateway sees: mobile data, the
        aircraft’s own modem, another Wi-Fi.
      </p>
    </>
  );
}

function NoPermission() {
  return (
    <>
      <p>Its rules are in force whether this page sees them or not. To let this account see and open services, on this machine:</p>
      <ol className={styles["commands"]}>
        <li>
          <code>sudo usermod --append --groups creance-hold $USER</code>
        </li>
        <li>Log in again, and start Creance again: groups are read at the login.</li>
      </ol>
    </>
  );
}

function NotAnswering() {
  return (
    <p>
      Until it is known, keep the controller off this network. <code>creance hold status</code> says what stands, and{" "}
      <code>creance hold up</code> starts a gateway again.
    </p>
  );
}
