/** A place is named: where it is, who holds it, and its keys, which go into the vault's keyring and are never shown again. */
import type { ShareOverview, SharePlaceWish } from "@creance/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { api } from "../api/client.ts";
import { NameField } from "../shell/name-field.tsx";
import { Problem } from "../shell/problem.tsx";
import { rememberedName, rememberName } from "../shell/remembered-name.ts";
import styles from "./share.module.css";
import { providersQuery } from "./share-queries.ts";

const blank = {
  title: "",
  kind: "s3",
  provider: "own",
  endpoint: "",
  region: "",
  country: "",
  bucket: "",
  prefix: "",
  bucketInHost: false,
  addresses: "",
  caPem: "",
  expectedOwner: "",
} as const;
type Fields = { -readonly [Field in keyof typeof blank]: (typeof blank)[Field] extends boolean ? boolean : string };

/** The form. `onAdded` is told the id of the new place. */
export function AddPlace({ kinds, onAdded }: { readonly kinds: ShareOverview["recipientKinds"]; readonly onAdded: (id: string) => void }) {
  const queries = useQueryClient();
  const providers = useQuery(providersQuery);
  const [fields, setFields] = useState<Fields>(blank);
  const [heldBy, setHeldBy] = useState(kinds.find(({ word }) => word === "ownStorage")?.word ?? kinds[0]?.word ?? "");
  const [by, setBy] = useState(rememberedName);
  // Never in the state of the page, nor in what the queries remember.
  const accessKey = useRef<HTMLInputElement>(null);
  const secretKey = useRef<HTMLInputElement>(null);
  const sessionToken = useRef<HTMLInputElement>(null);
  const set = (part: Partial<Fields>): void => setFields((now) => ({ ...now, ...part }));
  const { kind, region, country } = fields;
  const isS3 = kind === "s3";
  const provider = isS3 ? providers.data?.find(({ word }) => word === fields.provider) : undefined;
  const adding = useMutation({
    mutationFn: () => {
      const wish: SharePlaceWish = {
        title: fields.title.trim(),
        kind: isS3 ? "s3" : "nodeodm",
        endpoint: fields.endpoint.trim(),
        region: region.trim(),
        country: country.trim().toUpperCase(),
        bucket: isS3 ? fields.bucket.trim() : "",
        prefix: prefixOf(isS3 ? fields.prefix : ""),
        pathStyle: !fields.bucketInHost,
        addresses: fields.addresses.split(/[\s,]+/).filter((one) => one !== ""),
        caPem: fields.caPem.trim(),
        expectedOwner: fields.expectedOwner.trim(),
        heldBy,
        accessKeyId: accessKey.current?.value.trim() ?? "",
        secretAccessKey: secretKey.current?.value.trim() ?? "",
        sessionToken: sessionToken.current?.value.trim() ?? "",
        by: by.trim(),
      };
      return api.share.addPlace(wish);
    },
    onSuccess: (place) => {
      rememberName(by.trim());
      setFields(blank);
      for (const field of [accessKey, secretKey, sessionToken]) if (field.current !== null) field.current.value = "";
      void queries.invalidateQueries({ queryKey: ["share"] });
      void queries.invalidateQueries({ queryKey: ["ledger"] });
      onAdded(place.id);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!adding.isPending) adding.mutate();
  };
  const chooseRegion = (next: string): void => {
    const found = provider?.regions.find((one) => one.region === next);
    set({ region: next, country: found?.country ?? country, ...(found?.endpoint == null ? {} : { endpoint: found.endpoint }) });
  };
  const text = (field: keyof Fields & keyof typeof labels, more: { readonly required?: boolean; readonly placeholder?: string } = {}) => (
    <label className={field === "endpoint" || field === "addresses" ? styles["wide"] : undefined}>
      {labels[field]}
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        maxLength={300}
        value={fields[field]}
        onChange={(event) => set({ [field]: event.target.value })}
        {...more}
      />
    </label>
  );
  return (
    <form onSubmit={submit}>
      <div className={styles["fields"]}>
        {text("title", { required: true, placeholder: "our results" })}
        <label>
          What it is
          <select value={kind} onChange={(event) => set({ kind: event.target.value })}>
            <option value="s3">a bucket (S3)</option>
            <option value="nodeodm">a map server (NodeODM): it reads the pictures</option>
          </select>
        </label>
        {isS3 && (
          <label>
            Whose servers
            <select value={fields.provider} onChange={(event) => set({ provider: event.target.value, region: "", country: "" })}>
              <option value="own">our own, or another provider’s</option>
              {providers.data?.map(({ word, title }) => (
                <option key={word} value={word}>
                  {title}
                </option>
              ))}
            </select>
          </label>
        )}
        {provider === undefined ? (
          <>
            {text("region", { required: true, placeholder: "as its provider writes it" })}
            {text("country", { required: true, placeholder: "US" })}
          </>
        ) : (
          <label>
            Region and country
            <select required value={region} onChange={(event) => chooseRegion(event.target.value)}>
              <option value="">choose one</option>
              {provider.regions.map((one) => (
                <option key={one.region} value={one.region}>
                  {one.region}: {one.country}
                </option>
              ))}
            </select>
          </label>
        )}
        {text("endpoint", { required: true, placeholder: "begins with https" })}
        {isS3 && text("bucket", { required: true })}
        {isS3 && text("prefix", { placeholder: "flights/" })}
        <label>
          Who holds it
          <select value={heldBy} onChange={(event) => setHeldBy(event.target.value)}>
            {kinds.map(({ word, title }) => (
              <option key={word} value={word}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className={styles["fields"]}>
        {isS3 && (
          <label>
            Access key
            <input ref={accessKey} type="text" required maxLength={300} autoComplete="off" spellCheck={false} />
          </label>
        )}
        <label>
          {isS3 ? "Secret key" : "Token"}
          <input ref={secretKey} type="password" required maxLength={4000} autoComplete="new-password" />
        </label>
        <NameField value={by} onChange={setBy} />
      </div>
      <p className="soft">
        The keys go once, over this machine alone, into the vault’s keyring, encrypted; no page shows them again. Give keys that may do no
        more than the guide lists. Nothing connects by this.
      </p>
      <details className={styles["more"]}>
        <summary>Rarely needed: own certificates, fixed addresses, account, session token</summary>
        <div className={styles["fields"]}>
          {text("addresses", { placeholder: "192.0.2.10 (connect to these alone, ask no name server)" })}
          {isS3 && text("expectedOwner")}
          {isS3 && (
            <label>
              Session token
              <input ref={sessionToken} type="password" maxLength={4000} autoComplete="new-password" />
            </label>
          )}
          <label className={styles["wide"]}>
            Certificates (PEM) that its chain must end in
            <textarea rows={3} maxLength={100_000} value={fields.caPem} onChange={(event) => set({ caPem: event.target.value })} />
          </label>
        </div>
        {isS3 && (
          <label className={styles["line"]}>
            <input type="checkbox" checked={fields.bucketInHost} onChange={(event) => set({ bucketInHost: event.target.checked })} />
            The bucket stands in the host’s name, not in the path
          </label>
        )}
      </details>
      {adding.isError && <Problem error={adding.error} />}
      <button type="submit" disabled={adding.isPending}>
        Name this place
      </button>
    </form>
  );
}

const labels = {
  title: "Name",
  region: "Region",
  country: "Country, two letters",
  endpoint: "Address",
  bucket: "Bucket",
  prefix: "Folder in it",
  addresses: "Addresses",
  expectedOwner: "Account that must own the bucket",
} as const;

/** Empty, or ending in a slash. */
function prefixOf(text: string): string {
  const clean = text.trim();
  return clean === "" || clean.endsWith("/") ? clean : `${clean}/`;
}
