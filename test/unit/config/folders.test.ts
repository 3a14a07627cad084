import { describe, expect, it } from 'vitest'
import { programFolders } from '../../../src/config/folders.ts'

describe('folders', () => {
  it.each([
    {
      name: 'by default',
      env: {},
      folders: { config: '/h/.config/liqwatch', state: '/h/.local/state/liqwatch', cache: '/h/.cache/liqwatch' },
    },
    {
      name: 'by XDG, relative paths ignored',
      env: { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: 'relative', XDG_CACHE_HOME: '' },
      folders: { config: '/c/liqwatch', state: '/h/.local/state/liqwatch', cache: '/h/.cache/liqwatch' },
    },
    {
      name: 'by our own variables',
      env: { XDG_STATE_HOME: '/s', LIQWATCH_STATE_DIR: '/own/state', LIQWATCH_CACHE_DIR: '~/cache' },
      folders: { config: '/h/.config/liqwatch', state: '/own/state', cache: '/h/cache' },
    },
  ])('$name', ({ env, folders }) => {
    expect(programFolders(env, '/h')).toEqual(folders)
  })
})
