// SIGKILL amid a random cloud at work: after a restart every action ends, and everything fits together.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Body, checkCloud } from '../cloud/invariants.ts'
import { type CloudStep, type Send, STEPS, takeStep } from '../cloud/steps.ts'
import { type ServerProcess, startServer } from '../server_process.ts'
import { Client, Lost } from './client.ts'
import { kills, seed } from './options.ts'
import { type Random, seeded } from './random.ts'
import { until } from './until.ts'

const CLIENTS = 4
const ROUNDS = Math.max(4, Math.ceil(kills / 10))
const LOAD_MAX_MS = 1500
// A tenth of a second for what takes half a minute in the public cloud: some actions are always at work.
const SETTINGS = {
  ROCKPOOL_SPEED: '300',
  ROCKPOOL_RATE_LIMIT: 'off',
  ROCKPOOL_DROPLET_LIMIT: '30',
  ROCKPOOL_FLOATING_IP_LIMIT: '10',
}

const ALL = Object.keys(STEPS) as CloudStep['do'][]
// So that at the end there are Droplets that must still be there.
const KEEPING = ALL.filter((name) => name !== 'delete_by_tag' && name !== 'delete_droplet')

/** What clients were told, and what they have asked for: together they say which Droplets must be there. */
class Ledger {
  readonly #made = new Set<number>()
  readonly #removed = new Set<number>()
  #sweeps = 0

  /** Answers may overtake each other: a Droplet counts only if nothing that deletes by tag was under way meanwhile. */
  async create(send: () => ReturnType<Send>): ReturnType<Send> {
    const sweeps = this.#sweeps
    const answer = await send()
    if (answer.status === 202 && sweeps === this.#sweeps) this.#made.add(answer.body.droplet.id)
    return answer
  }

  remove(id: number): void {
    this.#removed.add(id)
  }

  /** Whether a delete that is not answered was done, nobody knows; by tag, it may take any. */
  async sweep(send: () => ReturnType<Send>): ReturnType<Send> {
    this.#sweeps += 1
    try {
      return await send()
    } finally {
      this.#sweeps += 1
      this.#made.clear()
    }
  }

  get kept(): number[] {
    return [...this.#made].filter((id) => !this.#removed.has(id))
  }
}

test(`a cloud at work, killed ${ROUNDS} times, seed ${seed}`, async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'rockpool-cloud-'))
  const random = seeded(seed)
  const ledger = new Ledger()
  let steps = 0
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServer({ data, settings: SETTINGS })
    const names = round < ROUNDS / 2 ? ALL : KEEPING
    const working = Array.from({ length: CLIENTS }, () => work(server, { random, ledger, names }))
    await pause(200 + random.below(LOAD_MAX_MS))
    await server.stop('SIGKILL')
    steps += (await Promise.all(working)).reduce((sum, it) => sum + it, 0)
  }
  await using server = await startServer({ data, settings: SETTINGS })
  await checkRested(server, ledger)
  t.diagnostic(`${ROUNDS} kills, ${steps} steps answered, ${ledger.kept.length} Droplets kept`)
  assert.ok(steps > ROUNDS && ledger.kept.length > 0, 'hardly anything was done before the kills')
  rmSync(data, { recursive: true })
})

interface Workload {
  random: Random
  ledger: Ledger
  names: CloudStep['do'][]
}

/** Takes steps until the server is gone. Resolves to how many were answered. */
async function work(server: ServerProcess, { random, ledger, names }: Workload): Promise<number> {
  const client = new Client(server)
  const send = recording(sending(client), ledger)
  let answered = 0
  try {
    for (;;) {
      const step = { do: random.pick(names), one: random.below(60), other: random.below(60) }
      if ((await takeStep(send, step)) !== undefined) answered += 1
    }
  } catch (error) {
    if (!(error instanceof Lost)) throw error
    return answered
  } finally {
    client.close()
  }
}

const sending =
  (client: Client): Send =>
  (request, body) => {
    const [method, path = ''] = request.split(' ') as ['GET', string]
    return client.call({ method, path, request_id: crypto.randomUUID(), ...(body && { body }) })
  }

function recording(send: Send, ledger: Ledger): Send {
  return (request, body) => {
    const sent = () => send(request, body)
    if (request === 'POST /v2/droplets') return ledger.create(sent)
    if (request.startsWith('DELETE /v2/droplets?')) return ledger.sweep(sent)
    if (request.startsWith('DELETE /v2/droplets/')) ledger.remove(Number(request.split('/').at(-1)))
    return sent()
  }
}

async function checkRested(server: ServerProcess, ledger: Ledger): Promise<void> {
  const client = new Client(server)
  const send = sending(client)
  const ask = async (path: string): Promise<Body> => {
    const { status, body } = await send(`GET ${path}`)
    assert.equal(status, 200, path)
    return body
  }
  try {
    await until('every action has ended', async () => {
      const { actions } = await ask('/v2/actions?per_page=200')
      return actions.every((action: Body) => action.status !== 'in-progress')
    })
    await until('every Droplet is at rest', async () => {
      const { droplets } = await ask('/v2/droplets?per_page=200')
      return droplets.every((it: Body) => !it.locked && it.status !== 'new')
    })
    await checkCloud(ask)
    const { droplets } = await ask('/v2/droplets?per_page=200')
    const there = new Set(droplets.map(({ id }: Body) => id))
    for (const id of ledger.kept) assert.ok(there.has(id), `the Droplet ${id} was acknowledged and is gone`)
  } finally {
    client.close()
  }
}
