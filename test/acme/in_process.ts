// The product in this process, on a clock that the test holds, with a name server that Pebble asks: for what takes days.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { actionTable } from '../../src/engine/action.ts'
import { type Harness, harness } from '../harness.ts'
import { freePort, type Pebble, type PebbleOptions, startPebble } from './pebble.ts'
import { type Relay, startRelay } from './relay.ts'

export interface HeldWorld {
  pebble: Pebble
  relay: Relay
  t: Harness
}

/** Pebble's clock is the real one. The test's begins a minute later, so that what Pebble signs in it is valid. */
export async function onHeldClock(
  context: TestContext,
  work: (world: HeldWorld) => Promise<void>,
  options: PebbleOptions = {},
): Promise<void> {
  const port = await freePort()
  await using pebble = await startPebble(context, { ...options, dns: `127.0.0.1:${port}` })
  if (!pebble) return
  await using relay = await startRelay(pebble)
  const folder = mkdtempSync(join(tmpdir(), 'rockpool-authority-'))
  const ca_file = join(folder, 'authority.pem')
  writeFileSync(ca_file, relay.ca)
  try {
    // Or Pebble chooses one at random.
    const profile = 'default'
    const acme = { directories: [relay.directory], ca_file, profile }
    await using t = await harness({ acme, dns_listen: { host: '127.0.0.1', port } })
    t.clock.at = new Date(Date.now() + 60_000)
    await work({ pebble, relay, t })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Moves the clock to whatever is due next until nothing is, and no further. Gives the seconds that went by on it. */
export async function settle({ deps, engine, clock }: Harness): Promise<number> {
  const began = clock.at.getTime()
  for (;;) {
    const next = await actionTable(deps.main.database.read)
      .selectFrom('actions')
      .select('due_at')
      .where('status', '=', 'in-progress')
      .orderBy('due_at')
      .executeTakeFirst()
    if (!next) return (clock.at.getTime() - began) / 1000
    clock.at = new Date(Math.max(clock.at.getTime(), Date.parse(next.due_at)))
    await engine.runDue()
  }
}
