// Clients that create, update, read, delete and restore secrets at once, and write down what they were told.
import { Client, Lost } from './client.ts'
import { type Ledger, nameOf, type Standing, type Story, valuesOf, type Write } from './ledger.ts'
import type { Random } from './random.ts'

export const REGIONS = ['nyc3', 'sfo3'] as const
const SECRETS = '/v2/security/secrets'

export interface Workload {
  /** Resolves when every client has stopped: after `stop`, or because the server is gone. */
  ended: Promise<void>
  stop(): void
  answered(): number
  /** Whether every client has been answered 503 at least `times` times. */
  allRefused(times: number): boolean
}

export interface WorkloadOptions {
  server: { url: string; token: string }
  ledger: Ledger
  random: Random
  /** Begins every request id, so that those of different runs differ. */
  prefix: string
  clients: number
}

export function startWorkload(options: WorkloadOptions): Workload {
  const workers = Array.from({ length: options.clients }, (_, number) => new Worker(options, number))
  return {
    ended: Promise.all(workers.map((worker) => worker.run())).then(() => {}),
    stop: () => workers.forEach((worker) => void worker.stop()),
    answered: () => workers.reduce((sum, worker) => sum + worker.answered, 0),
    allRefused: (times) => workers.every((worker) => worker.unavailable >= times),
  }
}

interface Told {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: as in Answer
  body: any
  request_id: string
}

interface Question {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: object
  request_id?: string
}

class Worker {
  readonly #options: WorkloadOptions
  readonly #client: Client
  readonly #number: number
  #stopped = false
  #asked = 0
  answered = 0
  unavailable = 0

  constructor(options: WorkloadOptions, number: number) {
    this.#options = options
    this.#client = new Client(options.server)
    this.#number = number
  }

  stop(): void {
    this.#stopped = true
  }

  async run(): Promise<void> {
    try {
      while (!this.#stopped) await this.#step()
    } catch (error) {
      if (!(error instanceof Lost)) throw error
    } finally {
      this.#client.close()
    }
  }

  /** Undefined when the answer leaves open what was done. Throws Lost when there is none. */
  async #ask({ request_id = this.#requestId(), ...call }: Question): Promise<Told | undefined> {
    const { status, body } = await this.#client.call({ ...call, request_id })
    this.answered += 1
    if (status === 503) {
      this.unavailable += 1
      if (body?.id !== 'unavailable' || !body.message)
        this.#complain(`a 503 that says nothing: ${JSON.stringify(body)}`)
      return undefined
    }
    if (status >= 500) this.#complain(`${call.method} ${call.path} was answered ${status}`)
    return { status, body, request_id }
  }

  #requestId(): string {
    this.#asked += 1
    return `${this.#options.prefix}-${this.#number}-${this.#asked}`
  }

  #complain(problem: string): void {
    this.#options.ledger.problems.push(problem)
  }

  #did({ request_id, status }: Told, operation: string, story: Story): void {
    const { region, name } = story
    const deed = { request_id, operation, resource: `do:secret:${name}`, region, status }
    this.#options.ledger.deeds.push(deed)
  }

  async #step(): Promise<void> {
    const { random, ledger } = this.#options
    const known = [...ledger.stories.values()].filter((story) => story.floor > 0)
    const mine = known.filter((story) => this.#owns(story))
    const roll = random.below(100)
    if (mine.length < 2 || roll < 8) return this.#create()
    if (roll < 12) return this.#delete(random.pick(mine))
    if (roll < 18) return this.#restore(this.#deletedOf(mine) ?? random.pick(mine))
    if (roll < 22) return this.#list()
    // A few secrets that everyone works on, so that writers meet.
    const story = random.chance(0.6)
      ? (known[random.below(Math.min(6, known.length))] as Story)
      : random.pick(known)
    if (roll < 40) return this.#read(story)
    if (roll < 45) return this.#readOlder(story)
    return this.#update(story)
  }

  #owns = ({ name }: Story) => name.startsWith(`w${this.#number}-`)

  #deletedOf = (stories: Story[]) => stories.find((story) => story.standings.has('deleted'))

  async #create(): Promise<void> {
    const { random, ledger, prefix } = this.#options
    const story = ledger.story(random.pick(REGIONS), `w${this.#number}-${prefix}-${this.#asked}`)
    const write = this.#attempt(story, 1)
    story.standings = new Set(['absent', 'live'])
    const body = { name: story.name, region: story.region, values: valuesOf(write) }
    const told = await this.#ask({ method: 'POST', path: SECRETS, body, request_id: write.request_id })
    if (!told) return
    story.standings = new Set(['live'])
    if (told.status !== 200)
      return this.#complain(`creating ${nameOf(story)} for the first time was answered ${told.status}`)
    ledger.acknowledge(story, write)
    this.#did(told, 'security_create_secret', story)
  }

  async #update(story: Story): Promise<void> {
    const { random, ledger } = this.#options
    // Now and then from a version that is certainly stale.
    const stale = story.floor > 1 && random.chance(0.1)
    const from = stale ? story.floor - 1 : story.floor
    const write = this.#attempt(story, from + 1)
    const body = { region: story.region, version: from, values: valuesOf(write) }
    const path = `${SECRETS}/${story.name}`
    const told = await this.#ask({ method: 'PUT', path, body, request_id: write.request_id })
    if (!told) return this.#read(story)
    if (told.status === 200) {
      ledger.acknowledge(story, write)
      return this.#did(told, 'security_update_secret', story)
    }
    write.outcome = 'refused'
    if (told.status !== 409) return this.#complain(`updating ${nameOf(story)} was answered ${told.status}`)
    const current = /is at version (\d+)/.exec(told.body.message)?.[1]
    if (current) this.#seen(story, Number(current), { told, at_least: from })
  }

  #attempt(story: Story, version: number): Write {
    const { random, ledger } = this.#options
    const size = random.chance(0.15) ? 2000 + random.below(20_000) : 40 + random.below(400)
    return ledger.attempt(story, { request_id: this.#requestId(), version, size })
  }

  /** An answer has shown `version`, and none may show less than what had been shown before it was asked for. */
  #seen(story: Story, version: number, { told, at_least }: { told: Told; at_least: number }): void {
    if (version < at_least)
      this.#complain(`${nameOf(story)}: version ${version} was shown after version ${at_least}`)
    story.floor = Math.max(story.floor, version)
    this.#options.ledger.sightings.push({ request_id: told.request_id, story, version })
  }

  async #read(story: Story): Promise<void> {
    const { floor } = story
    const told = await this.#ask({ method: 'GET', path: pathOf(story) })
    if (!told || !this.#found(told, story)) return
    this.#seen(story, told.body.version, { told, at_least: floor })
    if (told.body.values) this.#options.ledger.shown(story, told.body.version, told.body.values)
    this.#did(told, 'security_get_secret', story)
  }

  async #readOlder(story: Story): Promise<void> {
    const version = 1 + this.#options.random.below(story.floor)
    const told = await this.#ask({ method: 'GET', path: `${pathOf(story)}&version=${version}` })
    if (!told || !this.#found(told, story)) return
    if (told.body.values) this.#options.ledger.shown(story, version, told.body.values)
    this.#did(told, 'security_get_secret', story)
  }

  #found({ status }: Told, story: Story): boolean {
    if (status !== 200) this.#complain(`reading ${nameOf(story)}, which exists, was answered ${status}`)
    return status === 200
  }

  async #delete(story: Story): Promise<void> {
    const told = await this.#change(story, 'deleted', { method: 'DELETE', path: pathOf(story) })
    if (told?.status === 204) this.#did(told, 'security_delete_secret', story)
    else if (told) this.#complain(`deleting ${nameOf(story)} was answered ${told.status}`)
  }

  async #restore(story: Story): Promise<void> {
    const path = `${SECRETS}/${story.name}/restore?region=${story.region}`
    const told = await this.#change(story, 'live', { method: 'POST', path })
    if (told?.status === 200) this.#did(told, 'security_post_restore_secret', story)
    else if (told) this.#complain(`restoring ${nameOf(story)} was answered ${told.status}`)
  }

  async #change(story: Story, to: Standing, question: Question): Promise<Told | undefined> {
    story.standings = new Set([...story.standings, to])
    const told = await this.#ask(question)
    if (told) story.standings = new Set([to])
    return told
  }

  async #list(): Promise<void> {
    const { random, ledger } = this.#options
    const region = random.pick(REGIONS)
    const floors = new Map([...ledger.stories.values()].map((story) => [nameOf(story), story.floor]))
    const told = await this.#ask({ method: 'GET', path: `${SECRETS}?region=${region}&per_page=200` })
    if (!told) return
    for (const { secret, version } of told.body.secrets) {
      const story = ledger.story(region, secret)
      this.#seen(story, version, { told, at_least: floors.get(nameOf(story)) ?? 0 })
    }
  }
}

const pathOf = ({ region, name }: Story) => `${SECRETS}/${name}?region=${region}`
