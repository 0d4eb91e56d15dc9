// What `npm run test:crash -- --kills N --seed N` asks for; run.ts hands it on in the environment.
import { randomInt } from 'node:crypto'

const KILLS = 200

/** SIGKILLs of the server on SQLite; PostgreSQL gets a tenth. */
export const kills = numberIn('CRASH_KILLS') ?? KILLS
export const seed = numberIn('CRASH_SEED') ?? randomInt(2 ** 31)

function numberIn(name: string): number | undefined {
  const text = process.env[name]
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number, got ${JSON.stringify(text)}`)
  return Number(text)
}
