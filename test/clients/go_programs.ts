// Programs that their makers publish as Go modules: built from the module where they are not installed.
import { mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CACHE, findProgram, isExecutable, run, whyFailed, withProxy } from './programs.ts'

export interface GoProgram {
  name: string
  /** The path of its module, and a version of it that has a tag. */
  module: string
  version: string
  /** The folder of its main package in the module. */
  main: string
  /** Where the program is put; by default among the binaries that the client tests keep. */
  kept?: string
}

export type Had = { path: string } | { missing: string }

const DOWNLOAD_MAX_MS = 300_000
const BUILD_MAX_MS = 1_200_000

export const keptAt = ({ name, version, kept }: GoProgram): string =>
  kept ?? join(CACHE, 'bin', `${name}-${version}`)

/** The program that was built before, or one built now with the dependencies that its module has pinned. */
export async function buildGoProgram(program: GoProgram): Promise<Had> {
  const path = keptAt(program)
  if (isExecutable(path)) return { path }
  const go = findProgram('go')
  if (!go) return { missing: `there is no go to build ${program.name} with` }
  mkdirSync(dirname(path), { recursive: true })
  const env = withProxy()
  const module = `${program.module}@${program.version}`
  // `go install` would ask for the list of all versions as well, which not every proxy has.
  const fetched = await run(go, ['mod', 'download', '-json', module], { env, timeout_ms: DOWNLOAD_MAX_MS })
  if (fetched.status !== 0)
    return {
      missing: `${program.name} cannot be had, for ${module} cannot be fetched: ${whyFailed(fetched)}`,
    }
  const { Dir: cwd } = JSON.parse(fetched.stdout) as { Dir: string }
  const unfinished = `${path}.${process.pid}`
  const build = ['build', '-trimpath', '-o', unfinished, program.main]
  const built = await run(go, build, { cwd, env, timeout_ms: BUILD_MAX_MS })
  if (built.status === 0) renameSync(unfinished, path)
  return built.status === 0
    ? { path }
    : { missing: `${program.name} cannot be had, for ${module} does not build: ${whyFailed(built)}` }
}
