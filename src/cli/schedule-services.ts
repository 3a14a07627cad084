import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { configPath, loadConfig } from '../config/load.ts'
import { secretSources } from '../config/secret-sources.ts'
import { headDocument, type Json, jsonText } from '../view/json.ts'
import type { GlobalFlags } from './flags.ts'
import { printAnswer, printNotice } from './output.ts'
import type { ScheduleServices } from './schedule/actions.ts'
import { nodeSystem } from './schedule/node-system.ts'
import { placeVariables } from './schedule/system.ts'
import { userId } from './user-id.ts'

/** What the schedule commands work with: this machine, this program, and the config that the flags name. */
export function scheduleServices(flags: GlobalFlags): ScheduleServices {
  const inputs = { flags, env: process.env, home: homedir() }
  return {
    machine: {
      system: nodeSystem,
      platform: process.platform,
      home: inputs.home,
      userId: userId() ?? 0,
      environment: process.env,
    },
    identity: {
      nodePath: process.execPath,
      scriptPath: realpathSync(process.argv[1] ?? ''),
      configPath: configPath(inputs),
      isDefaultConfig: flags.config === undefined && (process.env.LIQWATCH_CONFIG ?? '') === '',
      account: flags.account === undefined || flags.account === 'all' ? null : flags.account,
      environment: placeVariables(process.env),
    },
    loadSecretReferences: async () =>
      secretSources(loadConfig({ ...inputs, user: userId() })).map(({ description }) => description),
    print: ({ text, json }) => printAnswer(flags.json === true ? scheduleDocument(json) : text),
    notice: printNotice,
  }
}

function scheduleDocument(schedule: Json): string {
  return jsonText({ ...headDocument({ command: 'schedule', asOfMs: Date.now(), verdict: null }), schedule })
}
