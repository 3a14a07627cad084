import { flow, padTo, type Screen, widthOf, wrap } from '../screen.ts'
import { TOPICS } from './explain.ts'
import type { Topic, TopicKind } from './topic.ts'

interface Chapter {
  readonly kind: TopicKind
  /** What the user types to see the chapter alone. */
  readonly name: string
  readonly aliases: readonly string[]
  readonly about: string
  /** Whether the index shows titles beside the names. */
  readonly isSpelledOut: boolean
}

const CHAPTERS: readonly Chapter[] = [
  { kind: 'formula', name: 'formulas', aliases: [], about: 'how the figures are made', isSpelledOut: true },
  { kind: 'word', name: 'words', aliases: [], about: 'what the screens say', isSpelledOut: true },
  { kind: 'alert', name: 'alerts', aliases: [], about: 'why an alert was sent', isSpelledOut: true },
  { kind: 'column', name: 'columns', aliases: [], about: 'of every screen', isSpelledOut: false },
  { kind: 'setting', name: 'settings', aliases: ['config', 'keys'], about: 'keys of the config', isSpelledOut: false },
  { kind: 'rule', name: 'rules', aliases: [], about: 'of the guidance; PS to RM are the 25', isSpelledOut: false },
  {
    kind: 'failure',
    name: 'errors',
    aliases: ['codes'],
    about: 'codes in brackets behind a failure',
    isSpelledOut: false,
  },
]

const INDENT = '  '
const INTRO = 'liqwatch explain TOPIC tells what it is and how it is made, with your own numbers where there are some.'
const MORE = 'A chapter by its name shows every title: liqwatch explain columns'

/** Every topic by chapter: formulas, words and reasons with their titles, the others by name. */
export function topicList(screen: Screen, topics: readonly Topic[] = TOPICS): string {
  const lines = CHAPTERS.flatMap((chapter) => {
    const own = topics.filter(({ kind }) => kind === chapter.kind)
    return own.length === 0 ? [] : ['', ...chapterLines({ ...chapter }, own, screen)]
  })
  return `${[...wrap(INTRO, screen, 0, 0), ...lines, '', ...wrap(MORE, screen, 0, 0)].join('\n')}\n`
}

/** The topics of one chapter with their titles; `null` when the word names no chapter. */
export function chapterList(typed: string, screen: Screen, topics: readonly Topic[] = TOPICS): string | null {
  const chapter = chapterNamed(typed)
  if (chapter === null) return null
  const lines = chapterLines({ ...chapter, isSpelledOut: true }, topicsOf(chapter, topics), screen)
  return `${lines.join('\n')}\n`
}

/** The topics of the chapter with this name; `null` when the word names no chapter. */
export function topicsOfChapter(typed: string): readonly Topic[] | null {
  const chapter = chapterNamed(typed)
  return chapter === null ? null : topicsOf(chapter, TOPICS)
}

function chapterNamed(typed: string): Chapter | null {
  const wanted = typed.trim().toLowerCase()
  return CHAPTERS.find(({ name, aliases }) => name === wanted || aliases.includes(wanted)) ?? null
}

function topicsOf(chapter: Chapter, topics: readonly Topic[]): readonly Topic[] {
  return topics.filter(({ kind }) => kind === chapter.kind)
}

function chapterLines(chapter: Chapter, topics: readonly Topic[], screen: Screen): readonly string[] {
  const head = `${screen.palette('strong', chapter.name)}  ${screen.palette('faint', chapter.about)}`
  if (!chapter.isSpelledOut) return [head, ...namesOf(topics, screen)]
  const column = Math.max(...topics.map(({ name }) => widthOf(name))) + 4
  return [
    head,
    ...topics.flatMap(({ name, title }) => wrap(`${padTo(`  ${name}`, column)}${title}`, screen, 0, column)),
  ]
}

/** Names side by side, each whole on its line. */
function namesOf(topics: readonly Topic[], screen: Screen): readonly string[] {
  const columns = screen.columns === null ? 78 : screen.columns - INDENT.length
  const names = topics.map(({ name }) => name)
  return flow(names, { ...screen, columns }, INDENT).map((line) => INDENT + line.trimStart())
}
