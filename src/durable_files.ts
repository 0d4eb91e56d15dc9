// A file that was synced can still be lost with its name: names belong to the folder, which is synced by itself.
import { closeSync, fchmodSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'
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
  const fd = openSync(fresh, 'w', mode)
  try {
    fchmodSync(fd, mode)
    writeFileSync(fd, content)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(fresh, path)
  syncFolder(dirname(path))
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
