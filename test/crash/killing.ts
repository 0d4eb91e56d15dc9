// Rounds of: start on what the last crash has left, hold it against what clients were told, load, kill.

import type { Installation } from './installation.ts'
import type { Random } from './random.ts'
import { until } from './until.ts'

/** Throws with everything that is not as it was answered. */
export async function killRepeatedly(
  installation: Installation,
  random: Random,
  wanted: number,
): Promise<void> {
  while (installation.tally.kills < wanted) await killOnce(installation, random)
  await checkAtTheEnd(installation)
}

async function killOnce(installation: Installation, random: Random): Promise<void> {
  const server = await installation.start()
  await installation.check(server)
  const { kills: so_far } = installation.tally
  if (so_far % 10 === 6) await installation.rotateAndKill(server)
  else await installation.loadAndKill(server, random.below(random.chance(0.2) ? 500 : 120), random.below(30))
  if (random.chance(0.15)) await installation.killStart(50 + random.below(800))
}

/** Every version ever made is still there, and the rotations that were cut off have come to their end. */
async function checkAtTheEnd(installation: Installation): Promise<void> {
  const server = await installation.start()
  try {
    await installation.check(server)
    await installation.restoreAll(server)
    await until('every rotation has ended', async () =>
      (await installation.rings()).every((ring) => ring.keys === 1),
    )
    await installation.check(server, true)
  } finally {
    await server.stop()
  }
}
