// A reading of a large account takes long: what was read is kept as it comes, and not read again.
import { existsSync } from 'node:fs'
import { writePrivately } from '../../durable_files.ts'
import type { Inventory } from '../../posture/inventory.ts'
import { readSaved } from '../../posture/reading/saved.ts'
import { notice } from '../line/output.ts'
import { CommandProblem, usageProblem } from '../line/problem.ts'
import { parseGiven, readGiven } from './files.ts'

export interface Saving {
  /** What an interrupted reading of the same source has left. */
  known?: Inventory
  keep(inventory: Inventory): void
}

const MOST_MEGABYTES = 512

/** Never writes over what is not an inventory. */
export function openSaving(path: string, source: string): Saving {
  const known = existsSync(path) ? unfinishedIn(path, source) : undefined
  if (known) notice(`rockpool: going on with the reading of ${known.taken_at} in ${path}`)
  return {
    ...(known && { known }),
    keep(inventory) {
      try {
        writePrivately(path, `${JSON.stringify(inventory)}\n`)
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        throw new CommandProblem(`--save: ${path} cannot be written (${code ?? message})`)
      }
    },
  }
}

function unfinishedIn(path: string, source: string): Inventory | undefined {
  const read = readSaved(parseGiven('--save', path, readGiven('--save', path, MOST_MEGABYTES)))
  if (typeof read === 'string') throw usageProblem(`--save: ${path} is there and ${read}; name another file`)
  const { inventory } = read
  if (!inventory.unfinished) return undefined
  if (inventory.source === source) return inventory
  throw usageProblem(
    `--save: ${path} holds an unfinished reading of ${inventory.source}, not of ${source}; name another file`,
  )
}
