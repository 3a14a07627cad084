import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Builds before the first test, so that no end-to-end test runs a stale program. */
export default function buildOnce(): void {
  execFileSync(process.execPath, ['build.mjs'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'inherit',
  })
}
