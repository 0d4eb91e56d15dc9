// Files that people give to a scan: read whole, within bounds, and with a clear word about what is wrong with them.
import { readFileSync, statSync } from 'node:fs'
import { usageProblem } from '../line/problem.ts'

const MEGABYTE = 1024 * 1024

/** `option` is what named the file, such as `--from`. */
export function readGiven(option: string, path: string, most_megabytes: number): string {
  try {
    const { size } = statSync(path)
    if (size > most_megabytes * MEGABYTE)
      throw usageProblem(
        `${option}: ${path} has ${Math.ceil(size / MEGABYTE)} MB, more than the ${most_megabytes} that are read`,
      )
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (typeof code !== 'string') throw error
    throw usageProblem(`${option}: ${path} cannot be read (${code})`)
  }
}

export function parseGiven(option: string, path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw usageProblem(`${option}: ${path} is not JSON`)
  }
}
