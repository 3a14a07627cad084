import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))

/** A script of this folder without its types. */
export interface Bundle {
  readonly script: string
  remove(): void
}

/** Makes a plain script of a child's source, so that no loader is measured with it. Libraries stay outside. */
export async function bundle(name: string): Promise<Bundle> {
  // Below the repository, so that the libraries are found.
  const folder = mkdtempSync(join(here, 'bundle-'))
  const script = join(folder, name.replace(/\.ts$/, '.mjs'))
  await build({
    entryPoints: [join(here, name)],
    outfile: script,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  })
  return { script, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
