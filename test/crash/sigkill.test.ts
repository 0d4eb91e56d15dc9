// SIGKILL at any moment, many times: what was acknowledged is there whole, and nothing is torn.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { Installation } from './installation.ts'
import { killRepeatedly } from './killing.ts'
import { kills, seed } from './options.ts'
import { seeded } from './random.ts'

const KILLS_A_FOLDER = 20

// Two at a time: a server that starts leaves one of two cores to the other.
suite('SIGKILL', { concurrency: 2 }, () => {
  for (let done = 0; done < kills; done += KILLS_A_FOLDER)
    killInOneFolder(done, Math.min(KILLS_A_FOLDER, kills - done))
})

function killInOneFolder(done: number, wanted: number): void {
  const folder_seed = (seed + done) >>> 0
  test(`kills ${done + 1} to ${done + wanted} of ${kills}, seed ${folder_seed}`, async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'rockpool-crash-'))
    const random = seeded(folder_seed)
    const installation = new Installation(data, random)
    try {
      await killRepeatedly(installation, random, wanted)
    } catch (error) {
      throw new Error(
        `seed ${folder_seed}, after ${installation.tally.kills} kills; the data is kept in ${data}`,
        { cause: error },
      )
    } finally {
      await installation.end()
    }
    t.diagnostic(JSON.stringify(installation.tally))
    rmSync(data, { recursive: true })
  })
}
