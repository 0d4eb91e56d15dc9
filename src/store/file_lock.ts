import { DatabaseSync } from 'node:sqlite'

export interface FileLock {
  release(): void
}

/**
 * Holds `path` for this process until it is released or the process ends, however it ends. Undefined when
 * another process holds it. Node has no flock; an exclusive transaction on an empty SQLite file is one.
 */
export function holdFile(path: string): FileLock | undefined {
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive')
    return { release: () => lock.close() }
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode === 5) return undefined
    throw error
  }
}
