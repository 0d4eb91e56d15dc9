// What the clients know: what was acknowledged to them, what was refused, and what they never heard of again.

export type Standing = 'absent' | 'live' | 'deleted'

/** One attempt to make a version. Its request id is in each of its values, so that any mixture shows. */
export interface Write {
  request_id: string
  version: number
  size: number
  outcome: 'acknowledged' | 'refused' | 'unknown'
}

/** Something the server said it had done, and must have recorded in the database of `region`. */
export interface Deed {
  request_id: string
  operation: string
  resource: string
  region: string
  status: number
}

/** An answer that told of a version. */
export interface Sighting {
  request_id: string
  story: Story
  version: number
}

export interface Story {
  region: string
  name: string
  /** Whichever of these it is, nobody was told otherwise. Only the owner changes it, one step after another. */
  standings: Set<Standing>
  writes: Write[]
  /** The highest version that an answer has shown. */
  floor: number
  /** Versions up to this one were read back and found whole. */
  checked: number
}

export class Ledger {
  readonly stories = new Map<string, Story>()
  /** What was acknowledged since the last check. */
  deeds: Deed[] = []
  sightings: Sighting[] = []
  /** Attempts to make a version that a check has to judge. */
  undecided: Array<{ story: Story; write: Write }> = []
  /** Contradictions between two answers, or an answer that no client should see. */
  readonly problems: string[] = []

  story(region: string, name: string): Story {
    const key = `${region}/${name}`
    let story = this.stories.get(key)
    if (!story) {
      story = { region, name, standings: new Set(['absent']), writes: [], floor: 0, checked: 0 }
      this.stories.set(key, story)
    }
    return story
  }

  attempt(story: Story, write: Omit<Write, 'outcome'>): Write {
    const attempted: Write = { ...write, outcome: 'unknown' }
    story.writes.push(attempted)
    this.undecided.push({ story, write: attempted })
    return attempted
  }

  acknowledge(story: Story, write: Write): void {
    const rival = story.writes.find((it) => it.version === write.version && it.outcome === 'acknowledged')
    if (rival && rival !== write)
      this.problems.push(
        `${nameOf(story)}: version ${write.version} is both ${rival.request_id} and ${write.request_id}`,
      )
    write.outcome = 'acknowledged'
    story.floor = Math.max(story.floor, write.version)
  }

  /** Judges values that an answer has shown, and holds the server to them from now on. */
  shown(story: Story, version: number, values: Record<string, string>): void {
    const write = story.writes.find((it) => it.request_id === values.stamp)
    if (!write || write.version !== version || write.outcome === 'refused')
      this.problems.push(
        `${nameOf(story)}: version ${version} holds ${values.stamp}, which is ${describe(write)}`,
      )
    else if (!isWhole(values, write)) this.problems.push(`${nameOf(story)}: version ${version} is torn`)
    else this.acknowledge(story, write)
  }
}

export const nameOf = ({ region, name }: Story) => `${region}/${name}`

const describe = (write: Write | undefined) =>
  write ? `an attempt at version ${write.version} (${write.outcome})` : 'not of any attempt'

/** Sized to fill from a part of a database page to several. */
export function valuesOf({ request_id, size }: Pick<Write, 'request_id' | 'size'>): Record<string, string> {
  return {
    stamp: request_id,
    again: request_id,
    filling: `${request_id}:`.padEnd(size, 'x'),
    last: request_id,
  }
}

function isWhole(values: Record<string, string>, write: Write): boolean {
  const expected = Object.entries(valuesOf(write))
  return (
    Object.keys(values).length === expected.length && expected.every(([key, value]) => values[key] === value)
  )
}
