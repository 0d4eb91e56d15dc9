// One data folder over many lives of its server, and what clients know of it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { InstallationPlace } from '../../src/installation.ts'
import { type ServerProcess, startServer } from '../server_process.ts'
import { checkSecrets, settleUndecided } from './check.ts'
import { checkTrails, Reading } from './check_trail.ts'
import { Client } from './client.ts'
import { Ledger, nameOf } from './ledger.ts'
import type { Random } from './random.ts'
import { ringStates, watchRegion } from './rings.ts'
import { until } from './until.ts'
import { REGIONS, startWorkload } from './workload.ts'

const CLIENTS = 8
const ROTATION_MAX_MS = 10_000
const ROCKPOOL = join(import.meta.dirname, '../../bin/rockpool')

export interface Tally {
  kills: number
  /** Kills that found data keys wrapped under more than one key of a ring. */
  in_rotation: number
  answered: number
  records: number
  versions: number
}

export class Installation {
  readonly ledger = new Ledger()
  readonly #place: InstallationPlace
  readonly #reading = new Reading()
  readonly #random: Random
  #started = 0
  #server: ServerProcess | undefined
  readonly tally: Tally = { kills: 0, in_rotation: 0, answered: 0, records: 0, versions: 0 }

  constructor(data: string, random: Random, database_url?: string) {
    const regions = REGIONS.map((slug) => ({ slug }))
    this.#place = { data, database_url, schema: 'rockpool', regions, master_key_file: undefined }
    this.#random = random
  }

  get settings(): Record<string, string> {
    return {
      ROCKPOOL_TLS_LISTEN: 'off',
      ROCKPOOL_DNS_LISTEN: 'off',
      ROCKPOOL_RATE_LIMIT: 'off',
      ROCKPOOL_REGIONS: REGIONS.join(),
      ROCKPOOL_LOG_LEVEL: 'info',
      ...(this.#place.database_url && { ROCKPOOL_DATABASE_URL: this.#place.database_url }),
    }
  }

  async start(): Promise<ServerProcess> {
    this.#started += 1
    const server = await startServer({ data: this.#place.data, settings: this.settings })
    this.#server = server
    return server
  }

  /** Ends what a failed test has left running. */
  async end(): Promise<void> {
    await this.#server?.stop('SIGKILL')
  }

  load(server: ServerProcess, clients = CLIENTS) {
    const prefix = `r${this.#started}`
    return startWorkload({ server, ledger: this.ledger, random: this.#random, prefix, clients })
  }

  /** Throws with everything that is not as it was answered. */
  async check(server: ServerProcess, everything = false): Promise<void> {
    const { ledger } = this
    await checkSecrets({ server, ledger, prefix: `r${this.#started}`, everything })
    const settled = settleUndecided(ledger)
    this.tally.records = await checkTrails({
      place: this.#place,
      ledger,
      reading: this.#reading,
      settled,
    })
    this.tally.versions = [...ledger.stories.values()].reduce((sum, story) => sum + story.floor, 0)
    assert.deepEqual(ledger.problems.slice(0, 20), [], `${ledger.problems.length} problems`)
  }

  /** A start that is killed before it serves, so that what the next one finds is half recovered. */
  async killStart(after_ms: number): Promise<void> {
    const env = { ...this.#environment(), ROCKPOOL_LISTEN: '127.0.0.1:0' }
    const child = spawn(ROCKPOOL, ['serve'], { env, stdio: 'ignore' })
    const ended = once(child, 'exit')
    await Promise.race([setTimeout(after_ms), ended])
    child.kill('SIGKILL')
    await ended
    this.tally.kills += 1
  }

  /** Loads the server, and kills it when it has given so many answers and `after_ms` are over, in the midst of more. */
  async loadAndKill(server: ServerProcess, answers: number, after_ms: number): Promise<void> {
    const workload = this.load(server)
    await until('there are enough answers', () => workload.answered() >= answers)
    await setTimeout(after_ms)
    await server.stop('SIGKILL')
    await workload.ended
    this.tally.answered += workload.answered()
    this.tally.kills += 1
  }

  /** Turns the rings under load, and kills the server while it wraps data keys anew; now and then, the turning too. */
  async rotateAndKill(server: ServerProcess): Promise<void> {
    const watch = await watchRegion(this.#place, this.#random.pick(REGIONS))
    const workload = this.load(server)
    const rotation = spawn(ROCKPOOL, ['keys', 'rotate'], { env: this.#environment(), stdio: 'ignore' })
    const rotated = once(rotation, 'exit')
    if (this.#random.chance(0.2)) await Promise.race([rotated, setTimeout(this.#random.below(900))])
    else
      await Promise.race([
        until('data keys are wrapped anew', () => watch.isMixed()),
        setTimeout(ROTATION_MAX_MS),
      ])
    await setTimeout(this.#random.below(15))
    rotation.kill('SIGKILL')
    await server.stop('SIGKILL')
    await Promise.all([workload.ended, rotated])
    if (await watch.isMixed()) this.tally.in_rotation += 1
    await watch.close()
    this.tally.answered += workload.answered()
    this.tally.kills += 1
  }

  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.settings, ROCKPOOL_DATA: this.#place.data }
  }

  rings() {
    return ringStates(this.#place)
  }

  /** So that the values of what was deleted can be read again. */
  async restoreAll(server: ServerProcess): Promise<void> {
    const client = new Client(server)
    for (const story of this.ledger.stories.values()) {
      if (!story.standings.has('deleted')) continue
      const path = `/v2/security/secrets/${story.name}/restore?region=${story.region}`
      const request_id = `r${this.#started}-restore-${story.region}-${story.name}`
      const { status } = await client.call({ method: 'POST', path, request_id })
      if (status === 200) story.standings = new Set(['live'])
      else if (story.floor > 0) this.ledger.problems.push(`restoring ${nameOf(story)} was answered ${status}`)
    }
    client.close()
  }
}
