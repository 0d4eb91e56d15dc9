// Where Pebble, the test authority of Let's Encrypt, comes from: $PEBBLE; else the newest, built once where Go is; else
// the one on the PATH; else Debian's package, where we are root. Only the newest has profiles and renewal information.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, findProgram, run, withProxy } from '../clients/programs.ts'

const MODULE = 'github.com/letsencrypt/pebble/v2/cmd/pebble@v2.10.1'
const BUILD_MAX_MS = 300_000
const built = join(CACHE, 'pebble')

type Found = { path: string } | { missing: string }

let found: Promise<Found> | undefined

/** The executable's path, or why there is none. */
export function findPebble(): Promise<Found> {
  found ??= search()
  return found
}

async function search(): Promise<Found> {
  const { PEBBLE } = process.env
  if (PEBBLE)
    return existsSync(PEBBLE) ? { path: PEBBLE } : { missing: `PEBBLE is ${PEBBLE}, which is no file` }
  if (existsSync(built)) return { path: built }
  const path = (await build()) ?? findProgram('pebble') ?? (await install())
  return path === undefined
    ? { missing: 'there is no pebble on the PATH, and neither Go nor apt-get could bring it' }
    : { path }
}

async function build(): Promise<string | undefined> {
  if (!findProgram('go')) return undefined
  mkdirSync(CACHE, { recursive: true })
  const env = { ...withProxy(), GOBIN: CACHE, GOFLAGS: '-mod=mod' }
  const { status, stderr } = await run('go', ['install', MODULE], { env, timeout_ms: BUILD_MAX_MS })
  if (status !== 0) console.log(stderr)
  return status === 0 && existsSync(built) ? built : undefined
}

async function install(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !findProgram('apt-get')) return undefined
  const env = { ...withProxy(), DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['install', '-y', 'pebble'], { env, timeout_ms: BUILD_MAX_MS })
  return findProgram('pebble')
}
