// A file that was synced is lost all the same if its folder was not synced after it got its name there.
import { dirname } from 'node:path'
import type { SystemCall } from './trace.ts'

const MAKES = new Set(['open', 'openat', 'mkdir', 'mkdirat', 'rename', 'renameat', 'renameat2'])

/** Which of `paths` were made without their folder being synced afterwards, all of it before `line`. */
export function lostNames(calls: readonly SystemCall[], paths: readonly string[], line: number): string[] {
  const before = calls.filter((call) => call.ended < line)
  return paths.flatMap((path) => {
    const made = before.findLastIndex((call) => makes(call, path))
    if (made === -1) return [`${path} was not made`]
    const folder = dirname(path)
    const synced = before
      .slice(made)
      .some((call) => call.name === 'fsync' && call.file === folder && call.result === '0')
    return synced ? [] : [`${path} was made, and ${folder} not synced after it`]
  })
}

function makes({ name, args, result }: SystemCall, path: string): boolean {
  if (!MAKES.has(name) || result.startsWith('-1')) return false
  if (name.startsWith('open') && !args.includes('O_CREAT')) return false
  // Of two names the second is the new one.
  return [...args.matchAll(/"([^"]*)"/g)].at(-1)?.[1] === path
}
