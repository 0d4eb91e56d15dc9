// What names and tags say of what something is for.
const PRODUCTION = ['prod', 'production', 'live', 'prd']
const OTHERS = [
  'dev',
  'development',
  'test',
  'testing',
  'staging',
  'stage',
  'qa',
  'sandbox',
  'preprod',
  'uat',
]

export type Environment = 'production' | 'another'

const environmentNamed = (word: string): Environment | undefined => {
  if (PRODUCTION.includes(word)) return 'production'
  return OTHERS.includes(word) ? 'another' : undefined
}

/** By a word of the name; undefined where it says nothing, or both. */
export function environmentOfName(name: string): Environment | undefined {
  const said = name
    .toLowerCase()
    .split(/[^a-z]+/)
    .flatMap((word) => environmentNamed(word) ?? [])
  return said.every((it) => it === said[0]) ? said[0] : undefined
}

/** By a tag such as `production` or `env:staging`. */
export function environmentOfTags(tags: readonly string[]): Environment | undefined {
  for (const tag of tags) {
    const word = /^(?:(?:env|environment|stage|tier)[:_-])?([a-z]+)$/.exec(tag.toLowerCase())?.[1]
    const environment = environmentNamed(word ?? '')
    if (environment) return environment
  }
  return undefined
}
