import { plainTopic, type Topic } from './topic.ts'

/** A topic about a key of the config, found by its path and by its last part. */
export function setting(name: string, title: string, text: string, ...see: readonly string[]): Topic {
  const last = name.split('.').at(-1) ?? name
  return { ...plainTopic('setting', name, title, text), see, aliases: last === name ? [] : [last] }
}
