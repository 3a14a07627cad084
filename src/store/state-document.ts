import type { SightState } from '../alerts/blind.ts'
import type { ToldNotice } from '../alerts/notices.ts'
import type { LevelZone } from '../alerts/readings.ts'
import type { Acknowledgement, AlertState, DistanceSample, LastSeen, Run, Subject } from '../alerts/state.ts'
import { d } from '../model/decimal.ts'
import { StoredDocument, stored } from './document.ts'

const ZONES: readonly LevelZone[] = ['calm', 'margin-call', 'liquidation']

/** The state as JSON text, decimals as strings. */
export function encodeState(state: AlertState): string {
  return JSON.stringify({
    ...state,
    tiers: state.tiers.map(stored),
    samples: state.samples.map(encodeSample),
    fastTold: state.fastTold === null ? null : encodeSample(state.fastTold),
    quantityInDanger: stored(state.quantityInDanger),
    lastSeen: state.lastSeen === null ? null : encodeLastSeen(state.lastSeen),
  })
}

function encodeSample({ atMs, distancePct }: DistanceSample): object {
  return { atMs, distancePct: stored(distancePct) }
}

function encodeLastSeen(seen: LastSeen): object {
  return {
    ...seen,
    distancePct: stored(seen.distancePct),
    quantity: stored(seen.quantity),
    markPrice: stored(seen.markPrice),
    liquidationPrice: stored(seen.liquidationPrice),
  }
}

/**
 * The state that the text holds.
 *
 * @throws RangeError when it is not one
 */
export function decodeState(text: string): AlertState {
  const document = StoredDocument.parse(text)
  const number = (name: string): number => document.number(name)
  return {
    key: document.text('key'),
    account: document.text('account'),
    subject: document.object('subject', decodeSubject),
    tiers: document.texts('tiers').map((tier) => d(tier)),
    depth: document.number('depth'),
    toldDepth: document.number('toldDepth'),
    enteredAtMs: document.orNull('enteredAtMs', number),
    worsenedAtMs: document.orNull('worsenedAtMs', number),
    clear: document.objectOrNull('clear', decodeRun),
    isClimbTold: document.flag('isClimbTold'),
    lastSentAtMs: document.orNull('lastSentAtMs', number),
    acknowledged: document.objectOrNull('acknowledged', decodeAcknowledgement),
    samples: document.objects('samples', decodeSample),
    fastTold: document.objectOrNull('fastTold', decodeSample),
    isDriftTold: document.flag('isDriftTold'),
    driftClear: document.objectOrNull('driftClear', decodeRun),
    zoneTold: document.optional('zoneTold', (name) => document.word(name, ZONES)) ?? 'calm',
    zoneClear: document.optional('zoneClear', () => document.object('zoneClear', decodeRun)),
    forcedToldAtMs: document.orNull('forcedToldAtMs', number),
    quantityInDanger: document.orNull('quantityInDanger', (name) => document.decimal(name)),
    lastSeen: document.objectOrNull('lastSeen', decodeLastSeen),
    evaluatedAtMs: document.number('evaluatedAtMs'),
  }
}

function decodeSubject(document: StoredDocument): Subject {
  const kind = document.word('kind', ['position', 'joint', 'margin'])
  if (kind === 'margin') return { kind, symbol: document.orNull('symbol', (name) => document.text(name)) }
  if (kind === 'joint') return { kind, asset: document.text('asset') }
  return { kind, symbol: document.text('symbol'), side: document.word('side', ['LONG', 'SHORT']) }
}

function decodeRun(document: StoredDocument): Run {
  return {
    sinceMs: document.number('sinceMs'),
    evaluations: document.number('evaluations'),
    depth: document.number('depth'),
  }
}

function decodeAcknowledgement(document: StoredDocument): Acknowledgement {
  return { depth: document.number('depth'), atMs: document.number('atMs') }
}

function decodeSample(document: StoredDocument): DistanceSample {
  return { atMs: document.number('atMs'), distancePct: document.decimal('distancePct') }
}

function decodeLastSeen(document: StoredDocument): LastSeen {
  const decimal = (name: string) => document.decimal(name)
  return {
    atMs: document.number('atMs'),
    distancePct: document.orNull('distancePct', decimal),
    quantity: document.orNull('quantity', decimal),
    updatedAtMs: document.orNull('updatedAtMs', (name) => document.number(name)),
    markPrice: document.orNull('markPrice', decimal),
    liquidationPrice: document.orNull('liquidationPrice', decimal),
  }
}

/** The visibility of an account as JSON text. */
export function encodeSight(sight: SightState): string {
  return JSON.stringify(sight)
}

function decodeToldNotice(document: StoredDocument): ToldNotice {
  return { key: document.text('key'), mark: document.text('mark'), atMs: document.number('atMs') }
}

/**
 * The visibility that the text holds.
 *
 * @throws RangeError when it is not one
 */
export function decodeSight(text: string): SightState {
  const document = StoredDocument.parse(text)
  const number = (name: string): number => document.number(name)
  return {
    account: document.text('account'),
    failures: document.number('failures'),
    failingSinceMs: document.orNull('failingSinceMs', number),
    blindSinceMs: document.orNull('blindSinceMs', number),
    told: document.texts('told'),
    lastSentAtMs: document.orNull('lastSentAtMs', number),
    sightedAtMs: document.orNull('sightedAtMs', number),
    isUnsteady: document.flag('isUnsteady'),
    seen: document.objectOrNull('seen', decodeRun),
    acknowledged: document.objectOrNull('acknowledged', decodeAcknowledgement),
    problems: document.objects('problems', (problem) => ({ what: problem.text('what'), why: problem.text('why') })),
    // States of earlier versions do not have it.
    powerToldAtMs: document.optional('powerToldAtMs', number),
    toldNotices: document.optional('toldNotices', (name) => document.objects(name, decodeToldNotice)) ?? [],
    evaluatedAtMs: document.number('evaluatedAtMs'),
  }
}
