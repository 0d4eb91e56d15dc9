// A file that was synced can still be lost with its name: names belong to the folder, which is synced by itself.
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Makes the folder and those above it, for their owner alone; their names are durable when this returns. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  let made = resolve(path)
  syncFolder(dirname(made))
  while (made !== resolve(first) && made !== dirname(made)) {
    made = dirname(made)
    syncFolder(dirname(made))
  }
}

/**
 * Only the owner may read it, from the first byte on. It is whole and durable when this returns, and at any moment
 * before then it is as it was, or is not there.
 */
export function writePrivately(path: string, content: Buffer | string, mode = 0o600): void {
  const fresh = `${path}.new`
  fill(openSync(fresh, 'w', mode), content, mode)
  renameSync(fresh, path)
  syncFolder(dirname(path))
}

/**
 * For a place that others may write to as well: nothing is written through a link, or into a file of somebody else's.
 * Only the owner may read it; it is whole and durable when this returns, and not there if this throws. Throws EEXIST where
 * something has that name, unless that is to be replaced.
 */
export function createPrivately(path: string, content: string, { replace }: { replace: boolean }): void {
  const fresh = replace ? `${path}.${crypto.randomUUID()}` : path
  const fd = openSync(fresh, 'wx', 0o600)
  try {
    fill(fd, content, 0o600)
    if (replace) renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
  syncFolder(dirname(path))
}

function fill(fd: number, content: Buffer | string, mode: number): void {
  try {
    fchmodSync(fd, mode)
    writeFileSync(fd, content)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
