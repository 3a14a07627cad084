import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { StateStore } from '../../src/ports/state-store.ts'
import { openStateStore } from '../../src/store/state-store.ts'

/** An empty state in a folder of its own; both are gone when the test is over. */
export async function aState(): Promise<StateStore> {
  const folder = mkdtempSync(join(tmpdir(), 'liqwatch-state-'))
  const store = await openStateStore(folder)
  onTestFinished(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return store
}
