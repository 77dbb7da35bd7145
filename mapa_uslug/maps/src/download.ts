// Files that the page hands to its reader without asking any server.
import { make } from "./dom";

/** Hands over a file under a name; letters that a file system may not take become "_". */
export function download(name: string, content: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = make("a", { href: url, download: fileName(name), hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the file after this call.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function fileName(name: string): string {
  return name.replace(/[\u0000-\u001f<>:"/\\|?*]+/g, "_").replace(/^[.\s]+|[.\s]+$/g, "").slice(0, 120) || "plik";
}
