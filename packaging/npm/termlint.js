#!/usr/bin/env node
// Starts the program of this machine, which one of the optional dependencies holds.
"use strict";
const { spawnSync } = require("node:child_process");

function candidates() {
  const { platform, arch } = process;
  if (platform !== "linux") return [`@termlint/${platform}-${arch}`];
  // What needs no C library runs on every Linux.
  const isGlibc = Boolean(process.report?.getReport().header.glibcVersionRuntime);
  const musl = `@termlint/linux-${arch}-musl`;
  return isGlibc ? [`@termlint/linux-${arch}-gnu`, musl] : [musl];
}

function program() {
  const file = process.platform === "win32" ? "bin/termlint.exe" : "bin/termlint";
  for (const name of candidates()) {
    try {
      return require.resolve(`${name}/${file}`);
    } catch {
      // Not installed: the next one may be.
    }
  }
  return null;
}

const found = program();
if (found === null) {
  const names = candidates().join(" or ");
  console.error(`error: the package ${names} is not installed, which holds termlint for this machine`);
  console.error("  help: install without --omit=optional, or build it: cargo install --locked termlint");
  process.exit(2);
}
const { status, signal, error } = spawnSync(found, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`error: termlint cannot be started: ${error.message}`);
  process.exit(2);
}
if (signal) process.kill(process.pid, signal);
process.exit(status ?? 2);
