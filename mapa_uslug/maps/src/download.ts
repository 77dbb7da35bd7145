// Files that the page hands to its reader without asking any server.
import { make } from "./dom";

/** Hands over a file under a name. */
export function download(name: string, content: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = make("a", { href: url, download: fileName(name), hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the file after this call.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name that is one word of a command, whoever thought of it: letters, digits, ".", "_" and "-"; all else becomes "_". */
export function fileName(name: string, length = 120): string {
  const plain = name.normalize("NFC").replace(/[^\p{L}0-9._-]+/gu, "_").replace(/^[.-]+|\.+$/g, "");
  return Array.from(plain).slice(0, length).join("") || "plik";
}
