/** The captures of the sample operation, as files of this installation. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { sampleAudits } from "@creance/sample";

/** `dist/sample` beside this program; from source the folder that it is copied from. */
const folder = new URL(import.meta.url.endsWith(".ts") ? "../../../../fixtures/sample-operation/" : "../sample/", import.meta.url);

/** Each with the path it has in the operation. Those that this installation does not hold are left out. */
export async function readSampleCaptures(): Promise<readonly { readonly path: string; readonly bytes: Uint8Array }[]> {
  const found = await Promise.all(
    sampleAudits.map(async ({ capture, path }) => {
      const bytes = await bytesOf(fileURLToPath(new URL(capture, folder)));
      return bytes === undefined ? [] : [{ path, bytes }];
    }),
  );
  return found.flat();
}

async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
