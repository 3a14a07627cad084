import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Bundles a TypeScript file of test/support so that plain Node can run it; returns the path of the script. */
export async function bundledScript(name: string): Promise<string> {
  const folder = join(root, 'node_modules', '.cache', 'liqwatch-test')
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, `${name}-${process.pid}.mjs`)
  await build({
    entryPoints: [join(root, 'test', 'support', `${name}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['libsql'],
    logLevel: 'error',
  })
  return outfile
}

export interface ChildEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly stderr: string
}

/** Runs a script in a Node process of its own until it ends. */
export async function runScript(script: string, args: readonly string[]): Promise<ChildEnd> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  await once(child, 'close')
  return { code: child.exitCode, signal: child.signalCode, stderr }
}
